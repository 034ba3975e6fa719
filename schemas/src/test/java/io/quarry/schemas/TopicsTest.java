package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.schemas.Topics.Spread;
import io.quarry.schemas.Topics.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TopicsTest {
    static List<Topic> topics() {
        return Topics.all(JobCatalogue.installed());
    }

    /** Checks outside the project call these names. */
    @Test
    void namesAreTheContracts() {
        assertThat(topics())
                .extracting(Topic::name)
                .containsExactlyInAnyOrder(
                        "hunt.requests",
                        "hunt.decisions",
                        "hunts",
                        "hunt.runs",
                        "hunt.commands",
                        "task.events",
                        "assets",
                        "asset.labels",
                        "asset.groups",
                        "audit",
                        "alerts",
                        "findings.arp-cache",
                        "findings.current-process",
                        "findings.directory-entry",
                        "findings.dns-cache",
                        "findings.installed-service",
                        "findings.network-connection",
                        "findings.registry-key",
                        "findings.scheduled-task",
                        "findings.user-session");
    }

    @Test
    void onlyStateIsCompacted() {
        assertThat(topics().stream().filter(Topic::compacted).map(Topic::name))
                .containsExactlyInAnyOrder("hunts", "hunt.runs", "assets", "asset.labels", "asset.groups");
    }

    @Test
    void commandsOutliveTheLongestExpiry() {
        Topic commands = topic(Topics.HUNT_COMMANDS);
        assertThat(commands.retention()).isGreaterThan(Duration.ofDays(30));
        assertThat(commands.spread()).isEqualTo(Spread.COMMANDS);
        assertThat(topic(Topics.TASK_EVENTS).retention()).isEqualTo(Duration.ofDays(7));
        assertThat(Topics.DLQ_RETENTION).isEqualTo(Duration.ofDays(14));
    }

    @Test
    void everyTopicIsLaidOutWithItsDeadLetterTopic() {
        List<TopicLayout.Plan> plans = new TopicLayout(64, 8).topics(JobCatalogue.installed());
        assertThat(plans).hasSize(2 * topics().size());
        assertThat(plans)
                .filteredOn(p -> p.name().equals("hunt.commands"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.partitions()).isEqualTo(64);
                    assertThat(p.configs())
                            .containsEntry(
                                    "retention.ms",
                                    String.valueOf(Duration.ofDays(31).toMillis()));
                });
        assertThat(plans)
                .filteredOn(p -> p.name().equals("assets"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.partitions()).isEqualTo(8);
                    assertThat(p.configs())
                            .containsEntry("cleanup.policy", "compact")
                            .doesNotContainKey("retention.ms");
                });
        assertThat(plans).filteredOn(p -> p.name().endsWith(".dlq")).allMatch(p -> p.partitions() == 1);
    }

    @Test
    void partitionsHaveBounds() {
        assertThatThrownBy(() -> new TopicLayout(0, 8)).hasMessage("command partitions must be from 1 to 10000, not 0");
        assertThatThrownBy(() -> new TopicLayout(64, 10_001))
                .hasMessage("partitions must be from 1 to 10000, not 10001");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void subjectAndDeadLetterTopicFollowTheName(Topic topic) {
        assertThat(topic.subject()).isEqualTo(topic.name() + "-value");
        assertThat(topic.dlq()).isEqualTo(topic.name() + ".dlq");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void schemasCarryNoMarksOfGeneratedClasses(Topic topic) {
        String text = topic.schema().toString();
        assertThat(text).doesNotContain("avro.java.string");
        assertThat(new Schema.Parser().parse(text)).isEqualTo(topic.schema());
    }

    private static Topic topic(String name) {
        return topics().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
