package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DirectoryEntryFinding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Every column that find(1) has too, of all kinds of entries, is what find says. */
@EnabledOnOs(OS.LINUX)
class FindOracleIT {
    private static final String FORMAT =
            "%p\\0%h\\0%f\\0%y\\0%s\\0%T@\\0%A@\\0%C@\\0%m\\0%u\\0%g\\0%U\\0%G\\0%i\\0%D\\0%n\\0%l\\0%d\\0";
    private static final int COLUMNS = 18;
    private static final Map<String, String> TYPES = Map.of(
            "f",
            "FILE",
            "d",
            "DIRECTORY",
            "l",
            "LINK",
            "p",
            "FIFO",
            "s",
            "SOCKET",
            "c",
            "CHARACTER_DEVICE",
            "b",
            "BLOCK_DEVICE");

    private final Path folder = Shell.folder();

    @BeforeEach
    void plant() {
        Shell.run(folder, """
                mkdir -p a/b/c 'sp ace' .hidden; echo one > a/One.TXT; ln a/One.TXT a/b/again
                printf x > $'new\\nline'; printf x > $'bad\\xffname'; mkdir $'dir\\xfe'; printf x > $'dir\\xfe/inner\\xc3'
                printf x > 'grün.ÄÖ'; printf x > $'tab\\t\\\\back'; printf x > 'a%FFb'; printf x > .bashrc; printf x > end.
                ln -s a/One.TXT link; ln -s /nowhere dangling; ln -s . loop; ln -s $'\\xff' oddlink
                truncate -s 300G sparse; mkfifo fifo; perl -MIO::Socket::UNIX -e \
                'IO::Socket::UNIX->new(Local => "socket", Listen => 1)'
                touch -d 1969-07-20T20:17:40.123456789Z old; touch -d 2150-01-01T00:00:00Z new; chmod 0 old
                chmod 4755 a/One.TXT; chmod 1777 a; chown 12345:54321 new; touch -a -d 2001-01-01Z new
                mkdir -m 2750 group; chown 1:2 group
                """);
        Shell.can(folder, "mknod null c 1 3 && mknod loop0 b 7 0");
    }

    @AfterEach
    void remove() {
        Shell.remove(folder);
    }

    private static Map<String, String[]> find(Path folder, String options) {
        Map<String, String[]> seen = new HashMap<>();
        String[] fields = Shell.run(folder, "find " + folder + " " + options + " -printf '" + FORMAT + "'")
                .split("\0", -1);
        for (int i = 0; i + COLUMNS < fields.length; i += COLUMNS) {
            String[] entry = new String[COLUMNS];
            System.arraycopy(fields, i, entry, 0, COLUMNS);
            seen.put(text(entry[0]), entry);
        }
        return seen;
    }

    private static String text(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return PercentText.of(bytes, bytes.length).text(); // PercentTextTest has it by hand
    }

    @Test
    void agreesInEveryColumn() {
        find(folder, ""); // what is read for the first time since it was written gets a new access time
        Map<String, String[]> find = find(folder, "");
        Walked ours = Walked.below(folder);
        assertThat(ours.verdict()).isInstanceOf(Verdict.Done.class);
        assertThat(ours.problems()).isEmpty();
        assertThat(ours.paths()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(find.keySet());
        SoftAssertions softly = new SoftAssertions();
        for (DirectoryEntryFinding row : ours.rows()) {
            agree(softly, Objects.requireNonNull(find.get(row.getPath())), row);
        }
        softly.assertAll();
    }

    private static void agree(SoftAssertions softly, String[] find, DirectoryEntryFinding row) {
        String of = row.getPath();
        boolean named = !find[3].equals("d") || !find[17].equals("0");
        softly.assertThat(row.getDirectory()).as(of).isEqualTo(text(find[1]));
        softly.assertThat(row.getName()).as(of).isEqualTo(text(find[2]));
        softly.assertThat(row.getType()).as(of).isEqualTo(TYPES.get(find[3]));
        boolean sized = "fdl".contains(find[3]);
        softly.assertThat(row.getSize()).as(of).isEqualTo(sized ? Long.valueOf(find[4]) : null);
        softly.assertThat(row.getModified()).as(of).isEqualTo(instant(find[5]));
        softly.assertThat(row.getAccessed()).as(of).isEqualTo(instant(find[6]));
        softly.assertThat(row.getChanged()).as(of).isEqualTo(instant(find[7]));
        softly.assertThat(row.getMode()).as(of).isEqualTo(find[8]);
        softly.assertThat(row.getOwner() == null ? "" + row.getUid() : row.getOwner())
                .as(of)
                .isEqualTo(find[9]);
        softly.assertThat(row.getGroup() == null ? "" + row.getGid() : row.getGroup())
                .as(of)
                .isEqualTo(find[10]);
        softly.assertThat(row.getUid()).as(of).isEqualTo(Long.valueOf(find[11]));
        softly.assertThat(row.getGid()).as(of).isEqualTo(Long.valueOf(find[12]));
        softly.assertThat(row.getInode()).as(of).isEqualTo(Long.valueOf(find[13]));
        softly.assertThat(row.getHardLinks()).as(of).isEqualTo(Long.valueOf(find[15]));
        softly.assertThat(row.getLinkTarget()).as(of).isEqualTo(find[16].isEmpty() ? null : text(find[16]));
        softly.assertThat(row.getDepth()).as(of).isEqualTo(Integer.valueOf(find[17]));
        softly.assertThat(row.getNameEscaped()).as(of).isEqualTo(named && escaped(find[0]));
    }

    private static boolean escaped(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return !Arrays.equals(bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    /** As {@code -printf} has it: seconds, a point and the digits of the nanoseconds, also before 1970. */
    private static Instant instant(String seconds) {
        String[] parts = seconds.split("\\.", 2);
        return Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1].substring(0, 6)) * 1_000);
    }

    @Test
    void agreesWithStatOnBirth() {
        String[] fields = Shell.run(folder, "find " + folder + " -exec stat --printf '%n\\0%.6W\\0' {} +")
                .split("\0", -1);
        Map<String, Instant> born = new HashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            born.put(text(fields[i]), instant(fields[i + 1]));
        }
        assertThat(born).hasSizeGreaterThan(20);
        for (DirectoryEntryFinding row : Walked.below(folder).rows()) {
            assertThat(row.getCreated()).as(row.getPath()).isEqualTo(born.get(row.getPath()));
        }
    }

    @Test
    void goesAsDeepAsItIsTold() {
        for (int depth = 0; depth <= 4; depth++) {
            int most = depth;
            Walked ours = Walked.of(folder.toString(), params -> params.setDirectoryDepth(most));
            assertThat(ours.paths())
                    .containsExactlyInAnyOrderElementsOf(
                            find(folder, "-maxdepth " + depth).keySet());
        }
    }

    @Test
    void saysWhatIsOddOfAnEntry() {
        Walked ours = Walked.below(folder);
        assertThat(ours.row("bad%FFname").getNameEscaped()).isTrue();
        assertThat(ours.row("a%FFb").getNameEscaped()).isFalse();
        assertThat(ours.row("inner%C3").getPath()).endsWith("/dir%FE/inner%C3");
        assertThat(ours.row("oddlink").getLinkTarget()).isEqualTo("%FF");
        assertThat(ours.row("One.TXT").getExtension()).isEqualTo("txt");
        assertThat(ours.row(".bashrc").getExtension()).isNull();
        assertThat(ours.row("end.").getExtension()).isNull();
        assertThat(ours.row(".hidden").getAttributes()).contains("HIDDEN");
        assertThat(ours.row("new").getOwner()).isNull();
        assertThat(ours.row("new").getProblems())
                .anyMatch(problem -> problem.getItem().equals("owner"));
        assertThat(ours.row("fifo").getSize()).isNull();
        assertThat(ours.row("fifo").getProblems())
                .anyMatch(problem -> problem.getItem().equals("size"));
    }

    @Test
    void agreesOnTheWholeOfEtc() {
        Path etc = Path.of("/etc");
        Map<String, String[]> before = find(etc, "-xdev");
        Walked ours = Walked.below(etc);
        Map<String, String[]> after = find(etc, "-xdev");
        assertThat(ours.paths()).doesNotHaveDuplicates();
        for (DirectoryEntryFinding row : ours.rows()) {
            String[] entry = before.get(row.getPath());
            assertThat(entry != null || after.containsKey(row.getPath()))
                    .as(row.getPath())
                    .isTrue();
        }
        before.keySet().retainAll(after.keySet());
        assertThat(ours.paths()).containsAll(before.keySet()).hasSizeGreaterThan(100);
        assertThat(ours.rows()).anyMatch(row -> row.getPath().equals("/etc/passwd") && row.getPackage$() == null);
        assertThat(ours.row("debian_version").getPackage$()).startsWith("base-files ");
    }
}
