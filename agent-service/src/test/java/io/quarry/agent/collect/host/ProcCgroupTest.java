package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import org.junit.jupiter.api.Test;

class ProcCgroupTest {
    private static final String ID = "538c5ad3247bfa94e4c82ec941ac99b8538c5ad3247bfa94e4c82ec941ac99b8";

    private static ProcCgroup parse(String text) throws MalformedTextException {
        byte[] bytes = Captured.bytes(text);
        return ProcCgroup.parse(bytes, bytes.length);
    }

    @Test
    void readsTheUnifiedHierarchy() throws MalformedTextException {
        assertThat(parse("0::/user.slice/user-1000.slice/session-3.scope\n"))
                .isEqualTo(new ProcCgroup("/user.slice/user-1000.slice/session-3.scope", null));
        assertThat(parse("0::/\n")).isEqualTo(new ProcCgroup("/", null));
    }

    @Test
    void readsVersionOneAndHybrid() throws MalformedTextException {
        assertThat(parse("9:name=systemd:/\n4:memory:/process_api/538c5ad3\n1:cpu:/\n0::/\n")
                        .path())
                .isEqualTo("/process_api/538c5ad3");
        assertThat(parse("2:cpu,cpuacct:/docker/" + ID + "\n1:name=systemd:/docker/" + ID + "\n"))
                .isEqualTo(new ProcCgroup("/docker/" + ID, ID));
        assertThat(parse("1:name=systemd:/a\n0::/b\n").path()).isEqualTo("/b");
    }

    @Test
    void findsTheContainer() throws MalformedTextException {
        for (String path : new String[] {
            "/system.slice/docker-%s.scope",
            "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b.slice/cri-containerd-%s.scope",
            "/kubepods/besteffort/pod5e2f/%s",
            "/machine.slice/libpod-%s.scope/container",
            "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-%s.scope",
            "/crio-%s.scope"
        }) {
            assertThat(parse("0::" + path.formatted(ID) + "\n").containerId()).isEqualTo(ID);
        }
        assertThat(parse("0::/lxc.payload.web/init.scope\n").containerId()).isEqualTo("web");
        assertThat(parse("0::/machine.slice/machine-deb.scope\n").containerId()).isEqualTo("deb");
        assertThat(parse("0::/a" + ID + "\n").containerId()).isNull();
        assertThat(parse("0::/app.slice/" + ID.substring(1) + "\n").containerId())
                .isNull();
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> parse("")).isInstanceOf(MalformedTextException.class);
        assertThatThrownBy(() -> parse("nothing\n")).isInstanceOf(MalformedTextException.class);
    }
}
