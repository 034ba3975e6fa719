package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What saved queries and rules of alerts send. */
final class AlertCommandsTest {
    private final FakeService service = start();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aRuleIsSentAsTheApiTakesIt() {
        String rule = "PUT /api/alert-rules/rare";
        service.on(rule, 200, "{\"name\":\"rare\"}");
        assertThat(run(
                        "alert",
                        "rule",
                        "set",
                        "rare",
                        "--stack",
                        "--by",
                        "name,path",
                        "--max-assets",
                        "2",
                        "--webhook",
                        "https://x.example/y"))
                .isZero();
        assertThat(run("alert", "rule", "set", "rare", "--diff", "--change", "new", "--min-assets", "3"))
                .isZero();
        assertThat(run("alert", "rule", "set", "rare", "--query", "q", "--job", "arp-cache"))
                .isZero();
        assertThat(service.asked())
                .extracting(FakeService.Asked::body)
                .containsExactly(
                        "{\"webhook\":\"https://x.example/y\",\"stack\":{\"by\":\"name,path\",\"max_assets\":2}}",
                        "{\"diff\":{\"min_assets\":3,\"changes\":[\"new\"]}}",
                        "{\"job\":\"arp-cache\",\"query\":{\"name\":\"q\"}}");
    }

    @Test
    void aSavedQueryIsAskedByItsName() {
        service.on("PUT /api/queries/q", 200, "{\"name\":\"q\"}")
                .on("POST /api/queries/q/run?run=h-1", 200, "{\"columns\":[\"n\"],\"rows\":[[5]]}");
        assertThat(run("query", "save", "q", "SELECT 1 -- $run", "--description", "one"))
                .isZero();
        assertThat(service.asked().get(0).body()).isEqualTo("{\"sql\":\"SELECT 1 -- $run\",\"description\":\"one\"}");
        assertThat(run("sql", "--saved", "q", "--run", "h-1")).isZero();
        assertThat(out.toString()).isEqualTo("{\"n\":5}\n");
        assertThat(run("sql", "--saved", "q", "SELECT 1")).isEqualTo(ExitCodes.INVALID);
        assertThat(run("sql", "--run", "h-1")).isEqualTo(ExitCodes.INVALID);
        assertThat(service.asked()).hasSize(2);
    }

    @Test
    void alertsAreListedByRuleAndRun() {
        service.on("GET /api/alerts?rule=rare&run=h-1", 200, "{\"items\":[{\"alert_id\":\"1\"}],\"next\":null}");
        assertThat(run("alert", "list", "--rule", "rare", "--run", "h-1")).isZero();
        assertThat(out.toString()).isEqualTo("{\"alert_id\":\"1\"}\n");
    }

    private StringWriter out = new StringWriter();

    private int run(String... arguments) {
        out = new StringWriter();
        boolean json =
                !List.of(arguments).contains("set") && !List.of(arguments).contains("save");
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        json
                                ? Stream.of("--url", service.url(), "--token", "t", "--format", "json")
                                : Stream.of("--url", service.url(), "--token", "t"))
                .toArray(String[]::new);
        CommandLine quarry = Quarry.commandLine(List.of(all));
        quarry.setOut(new PrintWriter(out));
        quarry.setErr(new PrintWriter(new StringWriter()));
        return quarry.execute(all);
    }

    private static FakeService start() {
        try {
            return new FakeService();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
