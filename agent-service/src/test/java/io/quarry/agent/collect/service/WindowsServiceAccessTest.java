package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.jobs.ServiceWeakness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may change a service, by descriptors laid out after [MS-DTYP] 2.4.6. */
final class WindowsServiceAccessTest {
    private static final String USERS = "S-1-5-32-545";
    private static final String SYSTEM = "S-1-5-18";
    private static final int CHANGE_CONFIG = 0x2;
    private static final int START_STOP = 0x30;

    private final WindowsServiceAccess access = new WindowsServiceAccess(sid -> null);

    private record Entry(int type, int flags, int mask, String sid) {}

    @Test
    void usersWhoMayChangeTheConfiguration() {
        assertThat(rights(descriptor(SYSTEM, new Entry(0, 0, CHANGE_CONFIG | START_STOP, USERS))))
                .containsExactlyInAnyOrder("change config", "restart");
    }

    @Test
    void administratorsAndTheSystemAreMeantTo() {
        assertThat(rights(descriptor(
                        SYSTEM,
                        new Entry(0, 0, 0xf01ff, SYSTEM),
                        new Entry(0, 0, 0xf01ff, "S-1-5-32-544"),
                        new Entry(0, 0, 0xf01ff, "S-1-5-21-1-2-3-512"))))
                .isEmpty();
    }

    @Test
    void readingAndStartingAloneIsNoWeakness() {
        assertThat(rights(descriptor(SYSTEM, new Entry(0, 0, 0x9d, USERS)))).isEmpty();
    }

    @Test
    void whatIsDeniedFirstOrOnlyHandedDownDoesNotCount() {
        assertThat(rights(descriptor(
                        SYSTEM,
                        new Entry(1, 0, CHANGE_CONFIG, USERS),
                        new Entry(0, 0, CHANGE_CONFIG, USERS),
                        new Entry(0, 8, 0xf01ff, USERS))))
                .isEmpty();
    }

    @Test
    void anOwnerWhoIsNoAdministratorMayDoAnything() {
        assertThat(rights(descriptor("S-1-5-21-1-2-3-1001"))).containsExactly("own");
    }

    private List<String> rights(byte[] descriptor) {
        return access.weaknesses(WindowsServiceAccess.Target.SERVICE, null, descriptor).stream()
                .map(ServiceWeakness::getRight)
                .toList();
    }

    private static byte[] descriptor(String owner, Entry... entries) {
        ByteBuffer out = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
        byte[] of = Sid.parseText(owner);
        out.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x8004)
                .putInt(20)
                .putInt(0)
                .putInt(0)
                .putInt(20 + of.length);
        out.put(of);
        int start = out.position();
        out.put((byte) 2)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) entries.length)
                .putShort((short) 0);
        for (Entry entry : entries) {
            byte[] sid = Sid.parseText(entry.sid());
            out.put((byte) entry.type()).put((byte) entry.flags()).putShort((short) (8 + sid.length));
            out.putInt(entry.mask()).put(sid);
        }
        out.putShort(start + 2, (short) (out.position() - start));
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
