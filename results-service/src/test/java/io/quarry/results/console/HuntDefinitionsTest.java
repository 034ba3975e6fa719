package io.quarry.results.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.schemas.JobCatalogue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The form and a hunt's definition say the same. */
final class HuntDefinitionsTest {
    private static final HuntDefinitions DEFINITIONS = new HuntDefinitions(JobCatalogue.installed());

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"name":"a","job":"current-process","targets":{"all":true},"parameters":{"pid":4,"modules":true},
                 "schedule":{"frequency":"NOW","timezone":"UTC"},"expires_after":"PT24H","limits":{"max_rows":5,"timeout":"PT1M"}}
                """, """
                {"name":"b","job":"registry-key","targets":{"os":["LINUX"],"assets":["00ff"],"labels":{"site/a":["x","y=z"]}},
                 "parameters":{"registry_keys":["HKLM\\\\SOFTWARE","HKU\\\\x"],"recursion_depth":-1,"search_hklm":true},
                 "schedule":{"frequency":"WEEKLY","timezone":"Europe/Berlin","time":"02:30:05","on":["MON","SUN"],
                 "from":"2026-12-01","catch_up":"PT2H"},"limits":{}}
                """, """
                {"name":"c","job":"arp-cache","targets":{"all":true},"parameters":{},
                 "schedule":{"frequency":"MONTHLY","timezone":"UTC","time":"23:59:59","on":["1","LAST"]},"limits":{}}
                """, """
                {"name":"d","job":"arp-cache","targets":{"groups":["web"],"hostnames":["a-*","b?"]},"parameters":{},
                 "schedule":{"frequency":"CRON","timezone":"UTC","cron":"0 0 * * * *","overlap":"SKIP","every":2,"jitter":"PT5M"},
                 "limits":{},"rails":{"canary":3,"rate_per_minute":60,"stop_failures_percent":20}}
                """})
    void whatIsEditedComesBackAsItWas(String text) {
        JsonNode definition = JsonMapper.shared().readTree(text);
        assertThat(read(DEFINITIONS.of(HuntInput.of(definition)))).isEqualTo((Object) definition);
    }

    @Test
    void whatIsNoNumberGoesOnForTheSchedulerToJudge() {
        HuntInput input = new HuntInput(Map.of(
                "job",
                List.of("current-process"),
                "p.pid",
                List.of("four"),
                "frequency",
                List.of("DAILY"),
                "hours",
                List.of("7"),
                "minutes",
                List.of("61"),
                "seconds",
                List.of("")));
        JsonNode definition = DEFINITIONS.of(input);
        assertThat(definition.at("/parameters/pid").asString()).isEqualTo("four");
        assertThat(definition.at("/schedule/time").asString()).isEqualTo("07:61:");
    }

    @Test
    void whatTheFormHasNoFieldForOutlivesAnEdit() {
        JsonNode earlier = JsonMapper.shared().readTree("""
                {"name":"a","job":"arp-cache","targets":{"all":true,"exclude":{"os":["LINUX"]}},"parameters":{},
                 "schedule":{"frequency":"DAILY","time":"01:00:00","skip":["2026-12-24"]},"limits":{"max_rows":5},
                 "rails":{"canary":3}}""");
        HuntInput input = new HuntInput(Map.of(
                "name",
                List.of("b"),
                "job",
                List.of("arp-cache"),
                "frequency",
                List.of("NOW"),
                "targets",
                List.of("all")));
        JsonNode edited = read(DEFINITIONS.over(earlier, input));
        assertThat(edited).isEqualTo((Object) JsonMapper.shared().readTree("""
                {"name":"b","job":"arp-cache","targets":{"all":true,"exclude":{"os":["LINUX"]}},"parameters":{},
                 "schedule":{"frequency":"NOW","skip":["2026-12-24"]},"limits":{},"rails":{}}"""));
    }

    @Test
    void theCommandIsOneThatAShellTakes() {
        JsonNode definition = JsonMapper.shared().readTree("""
                {"name":"it's $HOME","job":"directory-entry","targets":{"labels":{"site":["berlin"]}},
                 "parameters":{"path":"/etc/**","calculate_md5":true},"schedule":{"frequency":"DAILY","time":"01:00:00","every":1,"jitter":"PT30M","overlap":"KEEP"},
                 "rails":{"canary":2,"rate_per_minute":0,"stop_failures_percent":20}}""");
        assertThat(HuntCommands.create(definition).command())
                .isEqualTo(
                        "quarry hunt create --name 'it'\\''s $HOME' --job directory-entry --label site=berlin"
                                + " --frequency daily --time 01:00:00 --jitter PT30M --canary 2 --stop-failures 20 '--path=/etc/**' --calculate-md5");
    }

    @Test
    void everyJobHasALabelForEachParameter() {
        assertThat(JobCatalogue.installed().jobs())
                .allSatisfy(job -> assertThat(JobForm.of(job).fields())
                        .hasSameSizeAs(job.params().getFields())
                        .allSatisfy(f -> assertThat(f.label()).isNotBlank()));
    }

    /** As it goes over the wire: a long is an int there when it fits. */
    private static JsonNode read(JsonNode definition) {
        return JsonMapper.shared().readTree(definition.toString());
    }
}
