package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where file systems of other hosts are mounted, from /proc/self/mountinfo: looking there would use the network, and may wait long. */
final class NetworkMounts {
    private static final int MOUNT_POINT = 4;
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "afs",
            "ceph",
            "autofs",
            "glusterfs",
            "lustre",
            "ncpfs",
            "coda",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.ceph",
            "fuse.davfs",
            "davfs");

    private final List<String> points = new ArrayList<>();

    /** Lines that are none are left out. */
    static NetworkMounts parse(byte[] mountinfo) {
        NetworkMounts mounts = new NetworkMounts();
        for (String line : KernelText.decode(mountinfo, 0, mountinfo.length).split("\n", -1)) {
            int separator = line.indexOf(" - ");
            String[] fields = line.split(" ", MOUNT_POINT + 2);
            if (separator > 0 && fields.length > MOUNT_POINT) {
                String type = line.substring(separator + 3).split(" ", 2)[0];
                if (TYPES.contains(type)) {
                    mounts.points.add(fields[MOUNT_POINT].replace("\\040", " "));
                }
            }
        }
        return mounts;
    }

    /** Whether a folder lies on, or is, such a mount. */
    boolean hold(String folder) {
        return points.stream().anyMatch(point -> folder.equals(point) || folder.startsWith(point + "/"));
    }
}
