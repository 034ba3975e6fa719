package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Captured;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private static final String FEDORA = """
            22 63 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
            23 63 0:21 / /sys rw,nosuid - sysfs sysfs rw,seclabel
            63 1 0:32 /root / rw,relatime shared:1 - btrfs /dev/vda5 rw,seclabel,compress=zstd:1,subvolid=257,subvol=/root
            94 63 0:32 /home /home rw,relatime shared:51 - btrfs /dev/vda5 rw,seclabel,subvolid=256,subvol=/home
            35 22 0:33 / /proc/sys/fs/binfmt_misc rw,relatime shared:17 - autofs systemd-1 rw,fd=33,pgrp=1,direct
            """;
    private static final String UBUNTU = """
            30 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/ubuntu--vg-lv rw
            141 30 0:60 / /mnt/team\\040share rw,relatime shared:80 - nfs4 files:/export\\040one rw,vers=4.2
            150 30 0:61 / /home/bob/remote rw,nosuid,nodev shared:82 - fuse.sshfs bob@far:/ rw,user_id=1000
            151 30 8:17 / /media/bob/USB rw shared:83 - fuseblk /dev/sdb1 rw,user_id=0
            152 30 0:62 / /mnt/cifs rw - cifs //nas/share rw
            """;
    private static final String CONTAINER = """
            700 600 0:90 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A:/var/lib/docker/overlay2/l/B,upperdir=/u,workdir=/w
            701 700 0:92 / /proc rw,nosuid - proc proc rw
            702 700 0:93 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755
            707 700 254:1 /var/lib/docker/containers/x/hosts /etc/hosts rw,relatime - ext4 /dev/vda1 rw
            """;

    private static MountTable.Kind kind(String mountinfo, long number) {
        byte[] bytes = Captured.bytes(mountinfo);
        return MountTable.parse(bytes, bytes.length)
                .find(number, 0)
                .orElseThrow()
                .kind();
    }

    @Test
    void knowsWhoseFilesTheyAre() {
        assertThat(kind(FEDORA, 22)).isEqualTo(MountTable.Kind.KERNEL);
        assertThat(kind(FEDORA, 23)).isEqualTo(MountTable.Kind.KERNEL);
        assertThat(kind(FEDORA, 94)).isEqualTo(MountTable.Kind.LOCAL);
        assertThat(kind(FEDORA, 35)).isEqualTo(MountTable.Kind.NETWORK); // automount: who knows what it mounts
        assertThat(kind(UBUNTU, 30)).isEqualTo(MountTable.Kind.LOCAL);
        assertThat(kind(UBUNTU, 141)).isEqualTo(MountTable.Kind.NETWORK);
        assertThat(kind(UBUNTU, 150)).isEqualTo(MountTable.Kind.NETWORK);
        assertThat(kind(UBUNTU, 151)).isEqualTo(MountTable.Kind.LOCAL);
        assertThat(kind(UBUNTU, 152)).isEqualTo(MountTable.Kind.NETWORK);
        assertThat(kind(CONTAINER, 700)).isEqualTo(MountTable.Kind.LOCAL);
        assertThat(kind(CONTAINER, 702)).isEqualTo(MountTable.Kind.LOCAL);
        assertThat(kind(CONTAINER, 707)).isEqualTo(MountTable.Kind.LOCAL);
    }

    @Test
    void findsByDeviceWhereTheKernelGivesNoNumber() {
        byte[] bytes = Captured.bytes(CONTAINER);
        MountTable table = MountTable.parse(bytes, bytes.length);
        assertThat(table.find(0, 92)).contains(new MountTable.Mount("proc", MountTable.Kind.KERNEL));
        assertThat(table.find(0, 254L << 32 | 1)).contains(new MountTable.Mount("ext4", MountTable.Kind.LOCAL));
        assertThat(table.find(9, 92)).isEmpty();
    }

    @Test
    void leavesOutWhatItDoesNotUnderstand() {
        byte[] odd = ("x\n\n1 2 3\n5 1 0:1 / /a - \n6 1 0:9 / /b rw - tmpfs t rw\n7 1 0:3 / /" + "c".repeat(100_000))
                .getBytes(StandardCharsets.ISO_8859_1);
        MountTable table = MountTable.parse(odd, odd.length);
        assertThat(table.find(6, 0)).contains(new MountTable.Mount("tmpfs", MountTable.Kind.LOCAL));
        assertThat(table.find(7, 0)).isEmpty();
        assertThat(MountTable.parse(new byte[0], 0).isEmpty()).isTrue();
    }
}
