package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixAclTest {
    // getfattr -e hex after setfacl -m u:1000:rwx,g:50:rw,m::r on ext4
    private static final String CAPTURED = "02000000" + "01000600ffffffff" + "02000700e8030000" + "04000400ffffffff"
            + "0800060032000000" + "10000400ffffffff" + "20000400ffffffff";

    @Test
    void readsWhatTheKernelStores() throws MalformedTextException {
        PosixAcl acl = PosixAcl.parse(HexFormat.of().parseHex(CAPTURED), 7, 8);
        assertThat(acl.entries())
                .containsExactly(
                        new PosixAcl.Entry(PosixAcl.Tag.OWNER, 6, 7),
                        new PosixAcl.Entry(PosixAcl.Tag.USER, 7, 1000),
                        new PosixAcl.Entry(PosixAcl.Tag.OWNING_GROUP, 4, 8),
                        new PosixAcl.Entry(PosixAcl.Tag.GROUP, 6, 50),
                        new PosixAcl.Entry(PosixAcl.Tag.MASK, 4, 0),
                        new PosixAcl.Entry(PosixAcl.Tag.OTHER, 4, 0));
        assertThat(acl.effective(acl.entries().get(1))).isEqualTo(PosixAcl.READ);
        assertThat(acl.effective(acl.entries().get(0))).isEqualTo(6);
    }

    @Test
    void readsPermissionBits() {
        assertThat(PosixAcl.ofMode(0100754, 1, 2).entries())
                .extracting(PosixAcl.Entry::permissions)
                .containsExactly(7, 5, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "03000000", "0200000001", "0200000003000000ffffffff"})
    void refusesWhatIsNone(String hex) {
        assertThatThrownBy(() -> PosixAcl.parse(HexFormat.of().parseHex(hex), 0, 0))
                .isInstanceOf(MalformedTextException.class);
    }
}
