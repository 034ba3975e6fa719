package io.quarry.cli.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The interactive mode over a terminal made of streams: not a pseudo terminal, which would take Ctrl-D for itself when it comes
 * before the shell has begun to read.
 */
final class SqlShellTest {
    private static final String NAMES = "{\"rows\":[[\"findings_arp_cache\"],[\"coverage\"],[\"mac_address\"]]}";

    @TempDir
    private Path folder;

    @Test
    void queriesMayHaveSeveralLinesAndEndWithASemicolon() throws Exception {
        assertThat(typed("SELECT 1\n  FROM runs;\n\nfrom assets;\n\\d\n\\d coverage\n\\x\n\\q\nSELECT 3;\n"))
                .containsExactly(
                        "SELECT 1\n  FROM runs;",
                        "from assets;",
                        "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1",
                        "DESCRIBE coverage");
    }

    @Test
    void ctrlDEndsTheShell() throws Exception {
        assertThat(typed("SELECT 1;\n\u0004")).containsExactly("SELECT 1;");
        assertThat(typed("\u0004")).isEmpty();
    }

    @Test
    void tabOffersViewsColumnsAndWords() throws Exception {
        assertThat(offered("SELECT ma")).containsExactlyInAnyOrder("max(", "mac_address");
        assertThat(offered("FROM FINDINGS_")).containsExactly("findings_arp_cache");
        assertThat(offered("sel")).containsExactly("SELECT");
    }

    private List<String> typed(String text) throws Exception {
        List<String> asked = new ArrayList<>();
        try (PipedOutputStream keyboard = new PipedOutputStream();
                Terminal terminal = new ExternalTerminal(
                        "test", "dumb", new PipedInputStream(keyboard), new ByteArrayOutputStream(), UTF_8);
                SqlShell shell = new SqlShell(terminal, sql -> names(), folder.resolve("history"))) {
            keyboard.write(text.getBytes(UTF_8));
            keyboard.flush();
            shell.run(new PrintWriter(new StringWriter()), asked::add);
        }
        return asked;
    }

    private static List<String> offered(String line) {
        List<Candidate> candidates = new ArrayList<>();
        SqlCompletion completion = new SqlCompletion(sql -> names());
        completion.offer(new Statements().parse(line, line.length(), Parser.ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    private static JsonNode names() {
        try {
            return new ObjectMapper().readTree(NAMES);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
