package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Captured;
import org.junit.jupiter.api.Test;

class GroupNamesTest {

    @Test
    void readsTheFilesOfDistributions() {
        GroupNames debian = GroupNames.parse(Captured.bytes("root:x:0:\nadm:x:4:syslog,bob\nnogroup:x:65534:\n"));
        assertThat(debian.find(4)).contains("adm");
        assertThat(debian.find(65534)).contains("nogroup");
        assertThat(debian.find(5)).isEmpty();
        GroupNames fedora = GroupNames.parse(Captured.bytes("root:x:0:\nwheel:x:10:bob\nsystemd-coredump:x:998:\n"));
        assertThat(fedora.find(998)).contains("systemd-coredump");
        GroupNames alpine = GroupNames.parse(Captured.bytes("root:x:0:root\nbin:x:1:root,bin,daemon\n"));
        assertThat(alpine.find(1)).contains("bin");
    }

    @Test
    void leavesOutWhatIsNoGroup() {
        GroupNames odd = GroupNames.parse(Captured.raw(
                "\n#x\n+\n:x:1:\nfirst:x:2:\nsecond:x:2:\nlarge:x:4294967295:\nminus:x:-1:\n\u00ff:x:7:\ncut:x"));
        assertThat(odd.find(1)).isEmpty();
        assertThat(odd.find(2)).contains("first");
        assertThat(odd.find(4294967295L)).contains("large");
        assertThat(odd.find(7)).contains("\\xff");
        assertThat(GroupNames.parse(new byte[0]).find(0)).isEmpty();
    }
}
