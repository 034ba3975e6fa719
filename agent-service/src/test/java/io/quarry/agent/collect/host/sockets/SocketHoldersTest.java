package io.quarry.agent.collect.host.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketHoldersTest {
    @Test
    void tellsAllHoldersOnce() {
        SocketHolders holders = new SocketHolders();
        holders.add(4_294_967_295L, 4_194_303);
        holders.add(12, 7);
        holders.add(12, 3);
        holders.add(12, 7);
        assertThat(holders.of(12)).containsExactly(3, 7);
        assertThat(holders.of(4_294_967_295L)).containsExactly(4_194_303);
        assertThat(holders.of(13)).isEmpty();
        holders.add(13, 1); // more may come between questions
        assertThat(holders.of(13)).containsExactly(1);
    }

    @Test
    void holdsAMillionPairs() {
        SocketHolders holders = new SocketHolders();
        for (int i = 0; i < 1_000_000; i++) {
            holders.add(i / 100, i % 50 + 1);
        }
        assertThat(holders.of(9_999)).hasSize(50);
        assertThat(holders.of(10_000)).isEmpty();
    }

    @Test
    void findsMountedNamespaces() {
        byte[] text = Captured.raw("""
                22 1 0:21 / /sys rw,nosuid shared:2 - sysfs sysfs rw
                530 25 0:4 net:[4026532281] /run/netns/blue rw shared:300 - nsfs nsfs rw
                531 25 0:4 net:[4026532399] /run/docker/netns/a\\040b\\134c rw shared:301 master:1 - nsfs nsfs rw
                532 25 0:4 mnt:[4026532500] /run/snapd/ns/lxd.mnt rw - nsfs nsfs rw
                533 25 0:4 net:[x] /run/netns/odd rw - nsfs nsfs rw
                534 25 0:4 net:[7] /run/netns/fake rw - ext4 /dev/sda1 rw
                535 25
                """);
        assertThat(NamespaceMounts.parse(text))
                .isEqualTo(Map.of(4026532281L, "/run/netns/blue", 4026532399L, "/run/docker/netns/a b\\c"));
        assertThat(NamespaceMounts.parse(new byte[0])).isEmpty();
        assertThat(NamespaceMounts.parse(Captured.raw("\u00ff net:[1] - nsfs \\04")))
                .isEmpty();
    }

    @Test
    void readsNamesOfNamespaces() throws MalformedTextException {
        byte[] link = Captured.raw("net:[4026531833]");
        assertThat(NetNamespace.inode(link, link.length)).isEqualTo(4026531833L);
    }
}
