package io.quarry.agent.collect.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UtmpTest {

    /** A record as glibc lays it out. */
    static byte[] entry(
            boolean wide, ByteOrder order, int type, int pid, String line, String user, String host, long seconds) {
        ByteBuffer record = ByteBuffer.allocate(wide ? 400 : 384).order(order);
        record.putShort(0, (short) type).putInt(4, pid);
        put(record, 8, line, 32);
        put(record, 40, line.isEmpty() ? "~~" : line.substring(Math.max(0, line.length() - 4)), 4);
        put(record, 44, user, 32);
        put(record, 76, host, 256);
        if (wide) {
            record.putLong(336, pid).putLong(344, seconds).putLong(352, 654_321);
            record.put(360, (byte) 192).put(361, (byte) 0).put(362, (byte) 2).put(363, (byte) 7);
        } else {
            record.putInt(336, pid).putInt(340, (int) seconds).putInt(344, 654_321);
            record.put(348, (byte) 192).put(349, (byte) 0).put(350, (byte) 2).put(351, (byte) 7);
        }
        return record.array();
    }

    private static void put(ByteBuffer record, int at, String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        record.put(at, bytes, 0, Math.min(bytes.length, most));
    }

    static byte[] file(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record : records) {
            all.writeBytes(record);
        }
        return all.toByteArray();
    }

    private static List<Utmp.Entry> entries(byte[] file, ByteOrder order) {
        Utmp utmp = Utmp.of(file, order);
        List<Utmp.Entry> entries = new ArrayList<>();
        for (Optional<Utmp.Entry> next = utmp.next(); next.isPresent(); next = utmp.next()) {
            entries.add(next.get());
        }
        return entries;
    }

    @Test
    void readsBothLayoutsInBothByteOrders() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (boolean wide : new boolean[] {false, true}) {
                byte[] file = file(
                        entry(wide, order, 2, 0, "~", "reboot", "6.1.0", 1_700_000_000L),
                        entry(wide, order, 8, 811, "pts/3", "", "", 1_700_000_100L),
                        entry(wide, order, 7, 812, "pts/0", "alice", "client.example.net", 1_800_000_000L));
                List<Utmp.Entry> entries = entries(file, order);
                assertThat(entries).extracting(Utmp.Entry::type).containsExactly(2, 8, 7);
                Utmp.Entry alice = entries.get(2);
                assertThat(alice.pid()).isEqualTo(812);
                assertThat(alice.line()).isEqualTo("pts/0");
                assertThat(alice.user()).isEqualTo("alice");
                assertThat(alice.host()).isEqualTo("client.example.net");
                assertThat(alice.time()).isEqualTo(Instant.parse("2027-01-15T08:00:00.654321Z"));
                assertThat(alice.address()).containsExactly(192, 0, 2, 7);
            }
        }
    }

    @Test
    void readsTimesBehind2038FromTheShortLayout() {
        byte[] file = entry(false, ByteOrder.LITTLE_ENDIAN, 7, 1, "tty1", "a", "", 2_500_000_000L);
        assertThat(entries(file, ByteOrder.LITTLE_ENDIAN).get(0).time())
                .isEqualTo(Instant.ofEpochSecond(2_500_000_000L, 654_321_000));
    }

    @Test
    void fillsWholeFieldsAndKeepsBytesThatAreNoText() {
        String full = "u".repeat(32);
        byte[] file =
                entry(false, ByteOrder.LITTLE_ENDIAN, 7, 1, "l".repeat(32), full, "h\u00ff\n" + "x".repeat(300), 1);
        Utmp.Entry entry = entries(file, ByteOrder.LITTLE_ENDIAN).get(0);
        assertThat(entry.user()).isEqualTo(full);
        assertThat(entry.host()).startsWith("h\\xff\nxxx").hasSize(256 + 3);
    }

    @Test
    void saysWhatIsCut() {
        byte[] whole = entry(false, ByteOrder.LITTLE_ENDIAN, 7, 5, "pts/1", "bob", "", 99);
        for (int length : new int[] {0, 1, 383, 384, 385, 500}) {
            byte[] cut = java.util.Arrays.copyOf(file(whole, whole), length);
            Utmp utmp = Utmp.of(cut, ByteOrder.LITTLE_ENDIAN);
            assertThat(entries(cut, ByteOrder.LITTLE_ENDIAN)).hasSize(length / 384);
            assertThat(utmp.rest()).isEqualTo(length % 384);
        }
    }
}
