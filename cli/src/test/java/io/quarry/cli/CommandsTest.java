package io.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.schemas.Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandsTest {
    private static final String RUN =
            "{\"run_id\":\"h-1\",\"targeted\":2,\"pending\":0,\"rows\":7,\"done\":true,\"outcomes\":{%s}}";

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
    void createSendsTheWholeDefinitionWithTheToken() throws Exception {
        service.on("POST /api/hunts", 201, "{\"hunt_id\":\"h\",\"run_id\":null}");
        Outcome outcome = run(
                "hunt create --name Nightly --job current-process --os linux --label site=berlin --label site=bonn"
                        + " --asset a1 --frequency weekly --on MON,FRI --time 02:30:00 --timezone Europe/Berlin"
                        + " --expires PT2H --max-rows 10 --max-cpu 5 --timeout PT1M --modules --pid 1 --calculate-md5=true");
        assertThat(outcome).isEqualTo(new Outcome(0, "h\n", ""));
        assertThat(service.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.token()).isEqualTo("Bearer secret");
            assertThat(json(asked.body())).isEqualTo(json("""
                            {"name": "Nightly", "job": "current-process", "expires_after": "PT2H",
                             "targets": {"os": ["linux"], "assets": ["a1"], "labels": {"site": ["berlin", "bonn"]}},
                             "schedule": {"frequency": "weekly", "on": ["MON", "FRI"], "time": "02:30:00",
                                          "timezone": "Europe/Berlin"},
                             "limits": {"max_rows": "10", "max_cpu_percent": "5", "timeout": "PT1M"},
                             "parameters": {"modules": "true", "pid": "1", "calculate_md5": "true"}}"""));
        });
    }

    @Test
    void createFiresNowInTheUsersZoneWhenNothingElseIsSaid() throws Exception {
        service.on("POST /api/hunts", 201, "{\"hunt_id\":\"h\",\"run_id\":\"h-1\"}");
        assertThat(run("hunt create --name x --job arp-cache --all --format json")
                        .out())
                .isEqualTo("{\"hunt_id\":\"h\",\"run_id\":\"h-1\"}\n");
        JsonNode schedule = json(service.asked().get(0).body()).path("schedule");
        assertThat(schedule.path("frequency").asText()).isEqualTo("NOW");
        assertThat(schedule.path("timezone").asText())
                .isEqualTo(ZoneId.systemDefault().getId());
    }

    @Test
    void everyViolationIsListedAndNothingIsSent() {
        Outcome outcome = run(
                "hunt create --job current-process --time 25:00:00 --max-cpu 400 --pid -4 --modules=maybe --no-such=1 stray");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(
                        "  name: required",
                        "  targets: say which",
                        "  schedule.time: ",
                        "25:00:00",
                        "  limits.max_cpu_percent: ",
                        "  parameters.pid: ",
                        "  parameters.modules: ",
                        "  parameters.no_such: unknown",
                        "  (argument): ");
        assertThat(service.asked()).isEmpty();
    }

    @Test
    void aSwitchDoesNotSwallowWhatFollows() {
        service.on("GET /api/hunts/h", 200, "{\"version\":3,\"definition\":" + definition() + "}")
                .on("PUT /api/hunts/h", 200, "{\"hunt_id\":\"h\",\"version\":4}");
        assertThat(run("hunt edit --modules h").exit()).isZero();
        assertThat(service.asked().get(1).body())
                .contains("\"parameters\":{\"user_info\":true,\"modules\":\"true\"}", "\"name\":\"x\"");
    }

    @Test
    void theServicesViolationsArePrintedToo() {
        service.on(
                "POST /api/hunts",
                422,
                "{\"detail\":\"not valid\",\"violations\":[{\"field\":\"targets.assets\",\"value\":\"a\\u001b\",\"message\":\"unknown\"}]}");
        Outcome outcome = run("hunt create --name x --job arp-cache --asset a");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("targets.assets: unknown (given: a\\x1b)");
    }

    @Test
    void waitingEndsWithOneWhenATaskDidNotComplete() {
        service.on("POST /api/hunts", 201, "{\"hunt_id\":\"h\",\"run_id\":\"h-1\"}")
                .on("GET /api/runs/h-1", 200, RUN.formatted("\"COMPLETED\":1,\"DENIED\":1"));
        Outcome outcome = run("hunt create --name x --job arp-cache --all --wait");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("h\n");
        assertThat(outcome.err()).contains("2/2 tasks", "1 COMPLETED, 1 DENIED, 7 rows", "Not whole");
        service.on("GET /api/runs/h-1", 200, RUN.formatted("\"COMPLETED\":2,\"DENIED\":0"));
        assertThat(run("hunt create --name x --job arp-cache --all --wait").exit())
                .isZero();
        assertThat(run("hunt create --name x --job arp-cache --all --wait --frequency daily --time 01:00:00")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void exitCodesTellWhoIsToBlame() {
        assertThat(run("hunt show no-such").exit()).isEqualTo(2);
        assertThat(run("no-such-command").exit()).isEqualTo(2);
        assertThat(run("jobs no-such-job").exit()).isEqualTo(2);
        assertThat(run("up --agents 51").exit()).isEqualTo(2);
        service.on("POST /api/hunts/h/stop", 412, "{\"detail\":\"changed meanwhile\"}");
        assertThat(run("hunt stop h").exit()).isEqualTo(1);
        service.on("GET /api/assets", 401, "{}");
        assertThat(run("assets")).satisfies(o -> {
            assertThat(o.exit()).isEqualTo(2);
            assertThat(o.err()).contains("--token");
        });
        service.on("GET /api/assets", 503, "{}");
        assertThat(run("assets").exit()).isEqualTo(3);
        service.close();
        Outcome gone = run("assets");
        assertThat(gone.exit()).isEqualTo(3);
        assertThat(gone.err()).contains("Nobody answers at " + service.url(), "quarry up");
    }

    @Test
    void listsArePagedToTheirEnd() {
        service.on("GET /api/assets", 200, "{\"items\":[{\"asset_id\":\"a\"}],\"next\":\"p+2\"}")
                .on("GET /api/assets?cursor=p%2B2", 200, "{\"items\":[{\"asset_id\":\"b\"}],\"next\":null}");
        assertThat(run("assets --format json").out()).isEqualTo("{\"asset_id\":\"a\"}\n{\"asset_id\":\"b\"}\n");
        assertThat(run("assets").out().lines()).hasSize(3);
    }

    @Test
    void findingsAsTableJsonAndCsv() {
        service.on("GET /api/runs/h-1", 200, "{\"job\":\"current-process\"}")
                .on(
                        "GET /api/runs/h-1/findings",
                        200,
                        "{\"items\":[{\"hostname\":\"n1\",\"pid\":1,\"name\":\"a\\nb\",\"hashes\":null}],\"next\":null}");
        assertThat(run("run findings h-1").out()).isEqualTo("HOSTNAME  PID  NAME\nn1          1  a\\nb\n");
        assertThat(run("run findings h-1 --format csv").out())
                .isEqualTo("hostname,pid,name,hashes\r\nn1,1,\"a\nb\",\r\n");
        assertThat(run("run findings h-1 --format json").out()).startsWith("{\"hostname\":\"n1\",\"pid\":1,");
    }

    @Test
    void sqlGivesObjects() {
        service.on("POST /api/sql", 200, "{\"columns\":[\"n\",\"x\"],\"rows\":[[2,\"y\"]]}");
        assertThat(run("sql", "SELECT 1", "--format", "json").out()).isEqualTo("{\"n\":2,\"x\":\"y\"}\n");
        assertThat(service.asked().get(0).body()).isEqualTo("{\"sql\":\"SELECT 1\"}");
    }

    @Test
    void everythingThatAHuntCanSayHasAnOption() throws Exception {
        service.on("POST /api/hunts", 201, "{\"hunt_id\":\"h\",\"run_id\":null}");
        Outcome outcome = run("hunt create --name x --job arp-cache --group web --hostname db-* --agent-version <2"
                + " --seen-within P7D --exclude-asset a9 --exclude-label site=lab --exclude-group test"
                + " --exclude-hostname *-test --exclude-os MACOS --frequency monthly --on MON#2,LAST --every 2"
                + " --time 01:00:00 --timezone UTC --skip 2027-01-01,2027-12-25 --jitter PT1H --overlap skip"
                + " --canary 5 --rate 100 --max-open-runs 2 --watch-first 20 --stop-average-rows 1000"
                + " --stop-average-bytes 2000 --stop-average-cpu-ms 3000 --stop-failures 50");
        assertThat(outcome).isEqualTo(new Outcome(0, "h\n", ""));
        assertThat(json(service.asked().get(0).body())).isEqualTo(json("""
                {"name": "x", "job": "arp-cache", "parameters": {}, "limits": {},
                 "schedule": {"frequency": "monthly", "time": "01:00:00", "timezone": "UTC", "on": ["MON#2", "LAST"],
                              "every": "2", "skip": ["2027-01-01", "2027-12-25"], "jitter": "PT1H", "overlap": "skip"},
                 "targets": {"groups": ["web"], "hostnames": ["db-*"], "agent_versions": ["<2"], "seen_within": "P7D",
                             "exclude": {"assets": ["a9"], "os": ["MACOS"], "groups": ["test"], "hostnames": ["*-test"],
                                         "labels": {"site": ["lab"]}}},
                 "rails": {"canary": "5", "rate_per_minute": "100", "max_open_runs": "2", "watch_first": "20",
                           "stop_average_rows": "1000", "stop_average_bytes": "2000", "stop_average_cpu_ms": "3000",
                           "stop_failures_percent": "50"}}"""));
    }

    @Test
    void previewsShowZonesAndWhatIsMissing() {
        service.on("GET /api/hunts/h", 200, "{\"version\":3,\"definition\":" + definition() + "}")
                .on(
                        "POST /api/hunts/preview?hunt=h",
                        200,
                        "{\"firings\":[\"2026-11-25T01:30:00Z\"],\"timezone\":\"Europe/Berlin\","
                                + "\"local\":[\"2026-11-25T02:30:00+01:00\"],\"matching\":3,\"online\":2,"
                                + "\"missing_assets\":[\"a\"],\"missing_groups\":[\"w\\n\"]}");
        Outcome outcome = run("hunt preview h --frequency daily --time 02:30:00");
        assertThat(outcome.out())
                .contains("+01:00", "Europe/Berlin", "2026-11-25T02:30")
                .contains("3 assets match, 2 of them online.", "There is no asset a.", "There is no group w\\n.");
        assertThat(service.asked().get(1).body()).contains("\"frequency\":\"daily\",\"time\":\"02:30:00\"");
        service.on("POST /api/hunts/preview", 200, "{\"firings\":[],\"matching\":0,\"online\":0}");
        assertThat(run("hunt preview --name x --job arp-cache --all --format json")
                        .out())
                .isEqualTo("{\"firings\":[],\"matching\":0,\"online\":0}\n");
        assertThat(run("hunt preview --name x").exit()).isEqualTo(2);
    }

    @Test
    void anotherFrequencyForgetsTheDaysOfTheLast() {
        String weekly =
                definition().replace("\"NOW\"", "\"WEEKLY\",\"time\":\"01:00:00\",\"on\":[\"MON\"],\"every\":2");
        service.on("GET /api/hunts/h", 200, "{\"version\":3,\"definition\":" + weekly + "}")
                .on("PUT /api/hunts/h", 200, "{}")
                .on("POST /api/hunts", 201, "{\"hunt_id\":\"c\"}");
        assertThat(run("hunt edit h --frequency daily").exit()).isZero();
        assertThat(service.asked().get(1).body())
                .contains("\"time\":\"01:00:00\"")
                .doesNotContain("MON", "every");
        assertThat(run("hunt clone h --name y").out()).isEqualTo("c\n");
        assertThat(service.asked().get(3).body()).contains("\"name\":\"y\"", "MON");
    }

    @Test
    void labelsGroupsAndRunsAreChanged() {
        service.on("PUT /api/assets/a/labels", 200, "{\"asset_id\":\"a\",\"labels\":{\"site\":\"x=y\"}}")
                .on("DELETE /api/assets/a/labels/site", 200, "{}")
                .on("GET /api/assets/a/labels", 200, "{\"asset_id\":\"a\",\"labels\":{}}")
                .on("PUT /api/groups/web", 200, "{\"name\":\"web\"}")
                .on("GET /api/groups/web", 200, "{\"name\":\"web\",\"version\":4,\"assets\":[\"a\"]}")
                .on("POST /api/runs/h-1/retry", 202, "{\"run_id\":\"h-2\"}");
        assertThat(run("label set a site=x=y role=web").exit()).isZero();
        assertThat(run("label remove a site").exit()).isZero();
        assertThat(run("group set web --label role=web --asset a").exit()).isZero();
        assertThat(run("group add web b").exit()).isZero();
        assertThat(run("run retry h-1").out()).isEqualTo("h-2\n");
        assertThat(service.asked())
                .extracting(FakeService.Asked::body)
                .contains(
                        "{\"site\":\"x=y\",\"role\":\"web\"}",
                        "{\"assets\":[\"a\"],\"labels\":{\"role\":[\"web\"]}}",
                        "{\"name\":\"web\",\"version\":4,\"assets\":[\"a\",\"b\"]}");
        assertThat(run("label set a site").exit()).isEqualTo(2);
    }

    @Test
    void aKeyIsAddedRotatedAndRevoked(@TempDir Path folder) throws Exception {
        String data = " --format json --data " + folder;
        assertThat(run("keys rotate" + data).exit()).isEqualTo(2);
        String first = json(run("keys list" + data).out()).path("key_id").asText();
        assertThat(run("keys add" + data).out()).contains("SIGNS", "NEXT");
        assertThat(run("keys revoke " + first + data).exit()).isEqualTo(2);
        assertThat(run("keys rotate" + data).out()).contains(first + "\",\"role\":\"TRUSTED", "SIGNS");
        assertThat(run("keys revoke " + first + data).out()).contains("SIGNS").doesNotContain(first);
        assertThat(run("keys revoke " + first + data).exit()).isEqualTo(2);
        assertThat(run("keys add --job arp-cache --hunts soar- --public " + folder.resolve("none") + data)
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void aKeyOfAnAutomationIsLimited(@TempDir Path folder) throws Exception {
        String data = " --format json --data " + folder;
        Path theirs = java.nio.file.Files.writeString(
                folder.resolve("theirs.pem"), Keys.publicPem(Keys.generate().getPublic()));
        String add = "keys add --public " + theirs + data;
        Outcome bare = run(add + " --job nothing --max-cpu 0 --timeout long");
        assertThat(bare.exit()).isEqualTo(2);
        assertThat(bare.err()).contains("--job", "nothing", "--hunts", "--max-cpu", "--timeout");
        assertThat(run("keys list" + data).out()).doesNotContain("LIMITED");
        assertThat(run(add + " --job arp-cache --job dns-cache --hunts soar- --max-rows 5 --timeout 30s")
                        .out())
                .contains("\"LIMITED\",\"hunts\":\"soar-\",\"jobs\":\"arp-cache,dns-cache\"", "5 rows", "PT30S");
        assertThat(run(add + " --job arp-cache --hunts soar-").out())
                .contains("\"jobs\":\"arp-cache\"")
                .doesNotContain("dns-cache");
    }

    @Test
    void theCatalogueNeedsNoService() {
        assertThat(run("jobs").out()).contains("current-process");
        assertThat(run("jobs current-process").out()).contains("--calculate-md5", "command_line");
        assertThat(run("hunt create --job current-process --help").out()).contains("--signature-check");
        assertThat(run("topics --format json").out()).contains("\"hunt.commands\",\"partitions\":64", "hunts.dlq");
        assertThat(service.asked()).isEmpty();
    }

    private Outcome run(String line) {
        return run(line.split(" "));
    }

    private Outcome run(String... given) {
        List<String> arguments = new ArrayList<>(JobParameters.explicit(List.of(given)));
        if (List.of("hunt", "run", "assets", "sql", "label", "group", "search").contains(given[0])) {
            arguments.addAll(List.of("--url", service.url(), "--token", "secret"));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine quarry =
                Quarry.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = quarry.execute(arguments.toArray(String[]::new));
        return new Outcome(exit, out.toString(), err.toString());
    }

    private static String definition() {
        return "{\"name\":\"x\",\"job\":\"current-process\",\"targets\":{\"all\":true},"
                + "\"parameters\":{\"user_info\":true},\"schedule\":{\"frequency\":\"NOW\"},\"limits\":{}}";
    }

    private static FakeService start() {
        try {
            return new FakeService();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
