package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcMapsTest {
    private static final String MODERN = """
            5630966aa000-5630966ac000 r--p 00000000 fe:00 260875                     /usr/bin/sleep
            5630966ac000-5630966b1000 r-xp 00002000 fe:00 260875                     /usr/bin/sleep
            563098000000-563098021000 rw-p 00000000 00:00 0                          [heap]
            7fb0f4a00000-7fb0f4a01000 r-xp 00000000 fe:00 1234567890123              /tmp/my lib\\012.so (deleted)
            7fb0f4b00000-7fb0f4b01000 rw-s 00000000 00:05 32                         /SYSV00000000 (deleted)
            7fb0f4c00000-7fb0f4c01000 rw-p 00000000 00:00 0\s
            7ffd1bd7c000-7ffd1bd9d000 rw-p 00000000 00:00 0                          [stack]
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
            """;

    /** Linux 2.6 on 32 bits: short addresses, other padding. */
    private static final String OLD = """
            08048000-0804c000 r-xp 00000000 08:01 524314     /bin/cat
            b7e4a000-b7f8f000 r-xp 00000000 08:01 1392651    /lib/tls/libc-2.3.6.so
            bfc2d000-bfc43000 rw-p bfc2d000 00:00 0          [stack]
            """;

    private static List<ProcMaps.Mapping> parse(byte[] bytes, int chunk) throws MalformedTextException {
        List<ProcMaps.Mapping> mappings = new ArrayList<>();
        ProcMaps maps = new ProcMaps();
        for (int i = 0; i < bytes.length; i += chunk) {
            byte[] part = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + chunk));
            maps.accept(part, part.length, mappings::add);
        }
        return mappings;
    }

    @Test
    void readsFilesAndLeavesTheRestOut() throws MalformedTextException {
        List<ProcMaps.Mapping> mappings = parse(Captured.bytes(MODERN), 1 << 16);
        assertThat(mappings).hasSize(4);
        assertThat(mappings.get(1))
                .isEqualTo(new ProcMaps.Mapping(
                        0x5630966ac000L, 0x5630966b1000L, "r-xp", "fe:00", 260875, "/usr/bin/sleep"));
        assertThat(mappings.get(2).path()).isEqualTo("/tmp/my lib\n.so (deleted)");
        assertThat(mappings.get(2).inode()).isEqualTo(1234567890123L);
        assertThat(mappings.get(3).permissions()).isEqualTo("rw-s");
    }

    @Test
    void givesTheSameHoweverTheTextIsCut() throws MalformedTextException {
        List<ProcMaps.Mapping> whole = parse(Captured.bytes(MODERN), 1 << 16);
        for (int chunk = 1; chunk < 200; chunk++) {
            assertThat(parse(Captured.bytes(MODERN), chunk)).isEqualTo(whole);
        }
    }

    @Test
    void readsAnOldKernel() throws MalformedTextException {
        assertThat(parse(Captured.bytes(OLD), 4096))
                .extracting(ProcMaps.Mapping::path)
                .containsExactly("/bin/cat", "/lib/tls/libc-2.3.6.so");
    }

    @Test
    void showsBytesThatAreNoText() throws MalformedTextException {
        byte[] bytes = Captured.raw("1000-2000 r-xp 0 08:01 7 /lib/\u00e9\u00ff.so\n");
        assertThat(parse(bytes, 4096)).extracting(ProcMaps.Mapping::path).containsExactly("/lib/\\xe9\\xff.so");
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> parse(Captured.bytes("no map\n"), 64)).isInstanceOf(MalformedTextException.class);
        assertThatThrownBy(() -> parse(new byte[1 << 17], 4096)).isInstanceOf(MalformedTextException.class);
    }
}
