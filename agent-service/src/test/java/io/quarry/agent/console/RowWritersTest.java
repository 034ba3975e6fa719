package io.quarry.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessUser;
import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RowWritersTest {
    private static final Job JOB = JobCatalogue.installed().get("current-process");

    private static CurrentProcessFinding finding() {
        CurrentProcessFinding row = new CurrentProcessFinding();
        row.setPid(42);
        row.setName("evil\u001b[2J");
        row.setCommandLine("a \"b\", c\nd");
        row.setArguments(List.of("a", "b"));
        row.setStartTime(Instant.parse("2026-11-24T13:00:00.250Z"));
        ProcessUser user = new ProcessUser();
        user.setUid(1000L);
        user.setGroups(List.of());
        row.setUser(user);
        row.setProblems(List.of());
        return row;
    }

    private static String written(Function<PrintStream, RowWriter> kind, List<Problem> problems) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        RowWriter writer = kind.apply(out);
        writer.row(finding());
        writer.end(problems.isEmpty() ? Outcome.COMPLETED : Outcome.PARTIAL, 1, problems);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesJsonLines() {
        String text = written(JsonRows::new, List.of(new Problem("pid 1", ProblemReason.DENIED, "io: EACCES")));
        assertThat(text.lines()).hasSize(2);
        assertThat(text)
                .contains("\"name\":\"evil\\u001B[2J\"", "\"start_time\":\"2026-11-24T13:00:00.250Z\"")
                .endsWith("{\"outcome\":\"PARTIAL\",\"rows\":1,\"problems\":[{\"item\":\"pid 1\",\"reason\":\"DENIED\","
                        + "\"detail\":\"io: EACCES\"}]}\n");
    }

    @Test
    void quotesCsvAsTheRfcSays() {
        String text = written(out -> new CsvRows(out, JOB.columns()), List.of());
        assertThat(text).startsWith("pid,parent_pid,name,").endsWith("\r\n");
        assertThat(text).contains("\r\n42,,evil\u001b[2J,,\"a \"\"b\"\", c\nd\",\"[\"\"a\"\",\"\"b\"\"]\",");
    }

    @Test
    void escapesAndCutsInTables() {
        String text = written(out -> new TableRows(out, JOB, 90), List.of());
        assertThat(text).contains("evil\\x1b").doesNotContain("\u001b").contains("1000");
        assertThat(text.lines()).hasSize(2).allMatch(line -> line.codePointCount(0, line.length()) <= 90);
    }

    @Test
    void fitsWidths() {
        assertThat(TableRows.fit(new int[] {3, 5}, 100)).containsExactly(3, 5);
        assertThat(TableRows.fit(new int[] {3, 50, 50}, 60)).containsExactly(3, 26, 27);
        assertThat(TableRows.fit(new int[] {50, 50, 50, 50}, 20)).containsExactly(5, 5, 6);
        assertThat(TableRows.fit(new int[] {50}, 3)).containsExactly(3);
    }
}
