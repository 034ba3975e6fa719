package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that ask what came back, and the files that exports make. */
final class ResultCommandsTest {
    private static final String CSV = "name,pid\r\n\"a\nb\",1\r\nc,2\r\nd,3\r\n";
    private static final Map<String, String> HEADERS =
            Map.of("Quarry-Export", "x", "Quarry-Export-Until", "77", "Quarry-Export-Rows", "3");

    @TempDir
    private Path folder;

    private FakeService service = start();

    private record Outcome(int exit, String out, String err) {}

    @BeforeEach
    void restart() {
        service.close();
        service = start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anExportIsAFileWithItsManifestBesideIt() throws Exception {
        service.on("GET /api/runs/h-1/export?format=csv", HEADERS, CSV, Integer.MAX_VALUE)
                .on("GET /api/exports/x", 200, manifest(CSV, 0, 3));
        Path file = folder.resolve("out.csv");
        Outcome outcome = run("run", "export", "h-1", "-o", file.toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEqualTo(file + "\n");
        assertThat(outcome.err())
                .contains("3/3 rows", "3 rows, " + CSV.length() + " bytes", "of 5 tasks: 4 COMPLETED, 1 EXPIRED");
        assertThat(Files.readString(file)).isEqualTo(CSV);
        JsonNode manifest = new ObjectMapper()
                .readTree(folder.resolve("out.csv.manifest.json").toFile());
        assertThat(manifest.path("sha256").asText()).isEqualTo(sha256(CSV));
        assertThat(manifest.path("file").asText()).isEqualTo("out.csv");
        assertThat(names()).containsExactlyInAnyOrder("out.csv", "out.csv.manifest.json");
    }

    @Test
    void aBrokenExportGoesOnBehindTheLastWholeRow() throws Exception {
        String rest = CSV.substring(CSV.indexOf("d,3"));
        service.on("GET /api/runs/h-1/export?format=csv", HEADERS, CSV, CSV.indexOf("d,3") + 2)
                .on("GET /api/runs/h-1/export?format=csv&until=77&from=2", HEADERS, rest, Integer.MAX_VALUE)
                .on("GET /api/exports/x", 200, manifest(rest, 2, 1));
        Path file = folder.resolve("out.csv");
        Outcome outcome = run("run", "export", "h-1", "-o", file.toString());
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(Files.readString(file)).isEqualTo(CSV);
        JsonNode manifest = new ObjectMapper()
                .readTree(folder.resolve("out.csv.manifest.json").toFile());
        assertThat(manifest.path("sha256").asText()).isEqualTo(sha256(CSV));
        assertThat(manifest.path("rows").asLong()).isEqualTo(3);
    }

    @Test
    void whatIsNotWhatWasSentIsNotKept() throws Exception {
        service.on("GET /api/runs/h-1/export?format=ndjson", HEADERS, "{}\n", Integer.MAX_VALUE)
                .on("GET /api/exports/x", 200, manifest("{ }\n", 0, 1));
        Files.writeString(folder.resolve("out"), "older");
        Outcome outcome = run(
                "run",
                "export",
                "h-1",
                "--format",
                "ndjson",
                "-o",
                folder.resolve("out").toString());
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("not what the service sent");
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("older");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void anExportOfNothingKnownLeavesNoFile() throws Exception {
        Outcome outcome =
                run("run", "export", "none", "-o", folder.resolve("out").toString());
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("nothing here");
        assertThat(names()).isEmpty();
    }

    @Test
    void searchAndTheViewsAskWithAllTheyAreTold() {
        service.on(
                "GET /api/search?q=a%20%2Fb&limit=1000",
                200, "{\"items\":[{\"job\":\"arp-cache\",\"run_id\":\"h-1\",\"value\":\"x\\u001b\"}],\"next\":null}");
        assertThat(run("search", "a /b").out()).contains("JOB", "arp-cache", "x\\x1b");
        service.on(
                "GET /api/stack?run=h-1&run=h-2&baseline=h-0&where=pid%20%3E%201&by=name",
                200, "{\"items\":[],\"next\":null}");
        assertThat(run("run", "stack", "h-1", "h-2", "--baseline", "h-0", "--where", "pid > 1", "--by", "name")
                        .exit())
                .isZero();
        service.on("GET /api/runs/h-2/diff/h-1?compare=path", 200, "{\"items\":[],\"next\":null}");
        assertThat(run("run", "diff", "h-2", "h-1", "--compare", "path").exit()).isZero();
        service.on("GET /api/silent?run=h-1", 200, "{\"items\":[{\"hostname\":\"n\",\"unanswered\":2}],\"next\":null}");
        assertThat(run("run", "silent", "h-1", "--format", "json").out())
                .isEqualTo("{\"hostname\":\"n\",\"unanswered\":2}\n");
        service.on("GET /api/runs/h-1/checks", 200, "{\"items\":[],\"next\":null}");
        assertThat(run("run", "checks", "h-1").exit()).isZero();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString()).toList();
        }
    }

    private static String manifest(String body, long from, long rows) throws Exception {
        return "{\"export\":\"x\",\"state\":\"COMPLETE\",\"from\":" + from + ",\"rows\":" + rows + ",\"bytes\":"
                + body.length() + ",\"sha256\":\"" + sha256(body)
                + "\",\"targeted\":5,\"outcomes\":{\"COMPLETED\":4,\"EXPIRED\":1}}";
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Outcome run(String... given) {
        List<String> arguments = new ArrayList<>(List.of(given));
        arguments.addAll(List.of("--url", service.url(), "--token", "secret"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine quarry =
                Quarry.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = quarry.execute(arguments.toArray(String[]::new));
        return new Outcome(exit, out.toString(), err.toString());
    }

    private static FakeService start() {
        try {
            return new FakeService();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
