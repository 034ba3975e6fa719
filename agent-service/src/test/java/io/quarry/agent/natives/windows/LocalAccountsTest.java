package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** USER_INFO_1 laid out by hand: UF_NORMAL_ACCOUNT 0x200, UF_ACCOUNTDISABLE 0x2. */
final class LocalAccountsTest {
    @Test
    void aDisabledAccountIsNoneThatMayLogOn() {
        assertThat(LocalAccounts.isEnabled(user(Long.BYTES, 40, 0x200))).isTrue();
        assertThat(LocalAccounts.isEnabled(user(Long.BYTES, 40, 0x202))).isFalse();
        assertThat(LocalAccounts.isEnabled(user(Integer.BYTES, 24, 0x10201))).isTrue();
        assertThat(LocalAccounts.isEnabled(user(Integer.BYTES, 24, 0x10203))).isFalse();
    }

    private static MemoryImage user(int pointerBytes, int flagsAt, int flags) {
        ByteBuffer bytes = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        return new MemoryImage(0x1000, bytes.putInt(flagsAt, flags).array(), pointerBytes);
    }
}
