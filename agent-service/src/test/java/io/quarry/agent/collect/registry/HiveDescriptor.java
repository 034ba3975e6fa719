package io.quarry.agent.collect.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The security of planted keys: of administrators and the system, who may all, and a user who may read. */
final class HiveDescriptor {
    private HiveDescriptor() {}

    /** See [MS-DTYP], 2.4.6. */
    static byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x9004)
                .putInt(20)
                .putInt(36)
                .putInt(0)
                .putInt(48);
        out.put(sid(32, 544)).put(sid(18));
        int user = sid(21, 1, 2, 3, 1001).length;
        out.put((byte) 2)
                .put((byte) 0)
                .putShort((short) (8 + 24 + 8 + user))
                .putShort((short) 2)
                .putShort((short) 0);
        out.put((byte) 0).put((byte) 2).putShort((short) 24).putInt(0xf003f).put(sid(32, 544));
        out.put((byte) 0)
                .put((byte) 0)
                .putShort((short) (8 + user))
                .putInt(0x20019)
                .put(sid(21, 1, 2, 3, 1001));
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] sid(int... parts) {
        ByteBuffer out = ByteBuffer.allocate(8 + 4 * parts.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) parts.length).put(new byte[] {0, 0, 0, 0, 0, 5});
        for (int part : parts) {
            out.putInt(part);
        }
        return out.array();
    }
}
