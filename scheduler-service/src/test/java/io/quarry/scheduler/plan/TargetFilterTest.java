package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Exclusions;
import io.quarry.model.Platform;
import io.quarry.model.Targets;
import io.quarry.schemas.TrustedRecords;
import io.quarry.schemas.Violations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ID = "00112233445566778899aabbccddeeff";

    @BeforeAll
    static void trust() {
        TrustedRecords.install();
    }

    private static boolean matches(Targets targets) {
        Traits traits =
                new Traits("Web-01.example.org", Platform.LINUX, "1.4.2", Map.of("site", "berlin"), Set.of("web"));
        KnownAsset asset = new KnownAsset(ID, traits, NOW.minus(Duration.ofHours(2)), Duration.ofSeconds(30), false, 1);
        return new TargetFilter(targets).matches(asset, NOW);
    }

    private static Targets.Builder targets() {
        return Targets.newBuilder();
    }

    @Test
    void nothingSaidIsNobody() {
        assertThat(matches(targets().build())).isFalse();
        assertThat(matches(targets().setAll(true).build())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "web-01.example.org, true",
        "web-*, true",
        "WEB-0?.*, true",
        "*, true",
        "web-01, false",
        "web-??*.com, false",
        "'web-01,example,org', false",
        "web.01.example.org, false"
    })
    void hostnamesArePatterns(String pattern, boolean matches) {
        assertThat(matches(targets().setHostnames(List.of("db-1", pattern)).build()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "1.4.2, true",
        "1.4, false",
        ">=1.4, true",
        "<1.10, true",
        ">1.4.2, false",
        "<=1.4.2, true",
        "<2, true",
        ">=1.4.10, false",
        "v1.4.2, true"
    })
    void versionsAreComparedAsNumbers(String version, boolean matches) {
        assertThat(matches(targets().setAgentVersions(List.of(version)).build()))
                .isEqualTo(matches);
    }

    @Test
    void everyClauseMustHoldAndExclusionsStandAboveThem() {
        Targets.Builder all = targets()
                .setOs(List.of("WINDOWS", "LINUX"))
                .setGroups(List.of("db", "web"))
                .setLabels(Map.of("site", List.of("berlin", "bonn")))
                .setSeenWithin("PT3H");
        assertThat(matches(all.build())).isTrue();
        assertThat(matches(Targets.newBuilder(all).setSeenWithin("PT1H").build()))
                .isFalse();
        assertThat(matches(Targets.newBuilder(all).setGroups(List.of("db")).build()))
                .isFalse();
        for (Exclusions out : List.of(
                Exclusions.newBuilder().setAssets(List.of(ID)).build(),
                Exclusions.newBuilder().setGroups(List.of("web")).build(),
                Exclusions.newBuilder().setOs(List.of("LINUX")).build(),
                Exclusions.newBuilder().setHostnames(List.of("web*")).build(),
                Exclusions.newBuilder()
                        .setLabels(Map.of("site", List.of("berlin")))
                        .build())) {
            assertThat(matches(Targets.newBuilder(all).setExclude(out).build()))
                    .as("%s", out)
                    .isFalse();
            assertThat(matches(targets().setAll(true).setExclude(out).build()))
                    .as("%s", out)
                    .isFalse();
        }
    }

    @Test
    void everyBadClauseIsNamed() {
        Violations violations = new Violations();
        Targets targets = targets()
                .setAll(true)
                .setAssets(List.of("x"))
                .setOs(List.of("BEOS"))
                .setGroups(List.of("Big Group"))
                .setHostnames(List.of(" "))
                .setAgentVersions(List.of("newest"))
                .setLabels(Map.of("site", List.of()))
                .setExclude(Exclusions.newBuilder().setAssets(List.of("y")).build())
                .build();
        TargetRules.check(targets, violations);
        assertThat(violations.list())
                .extracting(v -> v.getField())
                .containsExactlyInAnyOrder(
                        "targets.all",
                        "targets.assets[0]",
                        "targets.os[0]",
                        "targets.groups[0]",
                        "targets.hostnames[0]",
                        "targets.agent_versions[0]",
                        "targets.labels.site",
                        "targets.exclude.assets[0]");
    }
}
