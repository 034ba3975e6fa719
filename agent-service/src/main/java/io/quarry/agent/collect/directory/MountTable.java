package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is mounted, from mountinfo, see proc_pid_mountinfo(5): mount number, its parent's, device, and behind a dash the type. */
public final class MountTable {
    private static final Set<String> KERNEL = Set.of(
            "proc",
            "sysfs",
            "cgroup",
            "cgroup2",
            "debugfs",
            "tracefs",
            "securityfs",
            "configfs",
            "bpf",
            "efivarfs",
            "pstore",
            "devpts",
            "mqueue",
            "fusectl",
            "binfmt_misc",
            "rpc_pipefs",
            "selinuxfs",
            "smackfs",
            "nsfs",
            "nfsd",
            "resctrl",
            "xenfs");
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "coda",
            "ceph",
            "9p",
            "lustre",
            "gfs",
            "gfs2",
            "ocfs2",
            "glusterfs",
            "beegfs",
            "orangefs",
            "pvfs2",
            "gpfs",
            "autofs",
            "virtiofs",
            "fuse");
    private static final String FUSE = "fuse.";
    private static final Set<String> LOCAL_FUSE = Set.of("fuse.lxcfs", "fuse.fuse-overlayfs", "fuse.mergerfs");

    private final Map<Long, Mount> byNumber = new HashMap<>();
    private final Map<Long, Mount> byDevice = new HashMap<>();

    /** Whose files these are. */
    public enum Kind {
        LOCAL,
        /** The kernel makes them up: reading may block or have effects. */
        KERNEL,
        /** Another host may have to be asked; FUSE and autofs count, since nobody knows what is behind them. */
        NETWORK
    }

    /** @param type as mount(8) shows it */
    public record Mount(String type, Kind kind) {}

    /** @param mountinfo lines that are not understood are left out */
    public static MountTable parse(byte[] mountinfo, int length) {
        MountTable table = new MountTable();
        ByteCursor in = new ByteCursor(mountinfo, 0, length);
        while (!in.atEnd()) {
            try {
                table.line(mountinfo, in);
            } catch (MalformedTextException e) {
                // its mounts are taken for local ones when a walk comes upon them
            }
            in.nextLine();
        }
        return table;
    }

    private void line(byte[] bytes, ByteCursor in) throws MalformedTextException {
        long number = in.decimal();
        in.decimal();
        long major = in.small();
        in.expect(':');
        long minor = in.small();
        String type = type(bytes, in);
        Mount mount = new Mount(type, kind(type));
        byNumber.put(number, mount);
        byDevice.putIfAbsent(major << Integer.SIZE | minor & 0xffff_ffffL, mount);
    }

    private static String type(byte[] bytes, ByteCursor in) throws MalformedTextException {
        boolean behindDash = false;
        while (in.peek() != '\n' && !in.atEnd()) {
            in.skipBlanks();
            int start = in.position();
            in.skipField();
            if (behindDash) {
                return KernelText.decode(bytes, start, in.position());
            }
            behindDash = in.position() - start == 1 && bytes[start] == '-';
        }
        throw new MalformedTextException("a type", in.position());
    }

    private static Kind kind(String type) {
        if (KERNEL.contains(type)) {
            return Kind.KERNEL;
        }
        boolean remote = NETWORK.contains(type) || type.startsWith(FUSE) && !LOCAL_FUSE.contains(type);
        return remote ? Kind.NETWORK : Kind.LOCAL;
    }

    public boolean isEmpty() {
        return byNumber.isEmpty();
    }

    /**
     * @param number of the mount, 0 when not known
     * @param device major number in the upper half, minor in the lower
     */
    public Optional<Mount> find(long number, long device) {
        return Optional.ofNullable(number == 0 ? byDevice.get(device) : byNumber.get(number));
    }
}
