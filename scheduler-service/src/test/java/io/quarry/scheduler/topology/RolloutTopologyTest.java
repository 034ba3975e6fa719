package io.quarry.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.CommandKind;
import io.quarry.model.Frequency;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.Outcome;
import io.quarry.model.Overlap;
import io.quarry.model.Platform;
import io.quarry.model.Rails;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.model.Violation;
import io.quarry.scheduler.plan.TaskReport;
import io.quarry.scheduler.topology.Scheduler.Requests;
import io.quarry.schemas.TrustedRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How runs go out: spread, at a rate, held by rails, beside others, and again. */
class RolloutTopologyTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final int ASSETS = 600;
    private static final Schedule NOW;

    static {
        TrustedRecords.install();
        NOW = Schedule.newBuilder().build();
    }

    private StandInRegistry registry;
    private Scheduler scheduler;

    @BeforeEach
    void start() throws IOException {
        registry = new StandInRegistry();
        scheduler = new Scheduler(registry.client(), START);
        for (int i = 0; i < ASSETS; i++) {
            scheduler.asset(id(i), Platform.LINUX, Map.of());
        }
    }

    @AfterEach
    void stop() {
        scheduler.close();
        registry.close();
    }

    /** Ids as evenly spread as hashes are. */
    private static String id(int i) {
        return "%08x".formatted((int) (i * 0x9E3779B1L)) + "%024x".formatted(i);
    }

    private HuntDecision file(Schedule schedule, Rails rails) {
        HuntRequest request = Requests.create(schedule);
        request.getDefinition().setRails(rails);
        return scheduler.request(request);
    }

    private static Rails.Builder rails() {
        return Rails.newBuilder();
    }

    private Run lastRun() {
        List<Run> runs = scheduler.runs();
        return runs.get(runs.size() - 1);
    }

    @Test
    void jitterSpreadsARunAndAnAssetKeepsItsPlace() {
        Schedule jitter = Schedule.newBuilder()
                .setFrequency(Frequency.DAILY)
                .setTime("13:00:00")
                .setJitter("PT10M")
                .build();
        file(jitter, rails().build());
        Map<String, Integer> first = minutesOfADay();
        Map<String, Integer> second = minutesOfADay();
        assertThat(first).hasSize(ASSETS).isEqualTo(second);
        Map<Integer, Long> perMinute =
                first.values().stream().collect(Collectors.groupingBy(m -> m, Collectors.counting()));
        assertThat(perMinute.keySet()).hasSize(10);
        assertThat(perMinute.values()).allSatisfy(n -> assertThat(n).isBetween(30L, 90L));
    }

    /** From one firing to before the next: asset to the minute in which it got its command. */
    private Map<String, Integer> minutesOfADay() {
        scheduler.advance(Duration.between(scheduler.now(), nextAt("13:00:00")));
        Map<String, Integer> minutes = new HashMap<>();
        for (int second = 0; second <= 600; second += 5) {
            int minute = Math.min(second / 60, 9);
            scheduler.commands().forEach(c -> assertThat(minutes.put(c.getAssetId(), minute))
                    .isNull());
            scheduler.advance(Duration.ofSeconds(5));
        }
        return minutes;
    }

    private Instant nextAt(String time) {
        Instant today = Instant.parse(scheduler.now().toString().substring(0, 11) + time + "Z");
        return today.isAfter(scheduler.now()) ? today : today.plus(Duration.ofDays(1));
    }

    @Test
    void aRateIsKeptAndARestartMakesNoBurst() {
        file(NOW, rails().setRatePerMinute(60).build());
        assertThat(scheduler.commands()).hasSize(1);
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            scheduler.advance(Duration.ofSeconds(1));
            scheduler.commands().forEach(c -> sent.add(c.getAssetId()));
        }
        assertThat(sent).hasSize(60);
        scheduler.restartAfter(Duration.ofHours(1));
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(scheduler.commands()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void theCanaryGoesFirstAndTheRestWaitsUntilItIsLifted() {
        String run = file(NOW, rails().setCanary(5).build()).getRunId();
        assertThat(scheduler.commands()).hasSize(5);
        Run held = lastRun();
        assertThat(held.getHeldBy()).isEqualTo("CANARY");
        assertThat(held.getReason()).contains("first 5 assets", "595 wait");
        scheduler.restartAfter(Duration.ofHours(2));
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(scheduler.commands()).isEmpty();
        HuntDecision lifted = scheduler.request(lift(run));
        assertThat(lifted.getAccepted()).isTrue();
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.commands()).hasSize(ASSETS - 5);
        Run last = lastRun();
        assertThat(last.getHeldBy()).isNull();
        assertThat(last.getTargeted()).isEqualTo(ASSETS);
        assertThat(scheduler.request(lift(run)).getViolations())
                .extracting(Violation::getField)
                .containsExactly("run_id");
    }

    private static HuntRequest lift(String run) {
        return Requests.builder(HuntAction.LIFT).setRunId(run).build();
    }

    @Test
    void aRunThatHurtsIsHeldWithItsNumbersAndItsTasksEnd() {
        String run = file(
                        NOW,
                        rails().setRatePerMinute(1_200)
                                .setWatchFirst(3)
                                .setStopAverageRows(1_000)
                                .build())
                .getRunId();
        scheduler.advance(Duration.ofSeconds(1));
        List<HuntCommand> first = scheduler.commands();
        int sent = first.size();
        returned(first.get(0), 50_000);
        returned(first.get(1), 39_000);
        scheduler.advance(Duration.ofSeconds(1));
        sent += scheduler.commands().size(); // two are too few to tell
        returned(first.get(2), 1_000);
        scheduler.advance(Duration.ofSeconds(1));
        List<HuntCommand> commands = scheduler.commands();
        long cancels =
                commands.stream().filter(c -> c.getKind() == CommandKind.CANCEL).count();
        assertThat(cancels).isEqualTo(sent + commands.size() - cancels);
        Run held = lastRun();
        assertThat(held.getHeldBy()).isEqualTo("AVERAGE_ROWS");
        assertThat(held.getReason()).isEqualTo("30000 rows on average over 3 finished tasks, the limit is 1000");
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(scheduler.commands()).isEmpty();
        scheduler.request(lift(run));
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(scheduler.commands()).hasSize((int) (ASSETS - cancels));
    }

    private void returned(HuntCommand command, long rows) {
        scheduler.says(new TaskReport(
                command.getRunId(), command.getAssetId(), TaskReport.Step.FINISHED, 1, Outcome.COMPLETED, rows, 1, 1));
    }

    @Test
    void aRunThatIsDueBesideAnOpenOneIsKeptReplacedOrSkipped() {
        assertThat(statesAfterTwoDays(Overlap.KEEP, 0)).containsExactly(RunState.OPEN, RunState.OPEN);
        assertThat(statesAfterTwoDays(Overlap.REPLACE, 0)).containsExactly(RunState.STOPPED, RunState.OPEN);
        assertThat(statesAfterTwoDays(Overlap.SKIP, 0)).containsExactly(RunState.OPEN, RunState.SKIPPED);
        assertThat(statesAfterTwoDays(Overlap.KEEP, 1)).containsExactly(RunState.OPEN, RunState.SKIPPED);
    }

    private List<RunState> statesAfterTwoDays(Overlap overlap, int most) {
        String id = "overlap-" + overlap.name().toLowerCase(java.util.Locale.ROOT) + most;
        HuntRequest request = Requests.create(Schedule.newBuilder()
                .setFrequency(Frequency.DAILY)
                .setTime("13:00:00")
                .setOverlap(overlap)
                .build());
        request.setHuntId(id);
        request.getDefinition().setExpiresAfter("P3D");
        request.getDefinition().setRails(rails().setMaxOpenRuns(most).build());
        scheduler.request(request);
        scheduler.advance(Duration.between(scheduler.now(), nextAt("13:00:00")));
        scheduler.advance(Duration.between(scheduler.now(), nextAt("13:00:00")));
        Map<String, RunState> states = new java.util.TreeMap<>();
        scheduler.runs().stream().filter(r -> r.getHuntId().equals(id)).forEach(r -> {
            states.put(r.getRunId(), r.getState());
            boolean explained = r.getState() == RunState.SKIPPED || r.getState() == RunState.STOPPED;
            assertThat(r.getReason() != null).as("%s", r).isEqualTo(explained);
        });
        return List.copyOf(states.values());
    }

    @Test
    void anEditedHuntLeavesItsRunAsItWas() {
        file(NOW, rails().setCanary(1).build());
        Run before = lastRun();
        HuntDefinition edited = Requests.definition(NOW);
        edited.setParameters("{\"pid\": 1}");
        scheduler.request(
                Requests.builder(HuntAction.UPDATE).setDefinition(edited).build());
        scheduler.commands();
        scheduler.request(lift(before.getRunId()));
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.commands())
                .hasSize(ASSETS - 1)
                .extracting(HuntCommand::getParameters)
                .containsOnly("{}");
        scheduler.request(HuntAction.RUN);
        assertThat(scheduler.commands())
                .hasSize(ASSETS)
                .extracting(HuntCommand::getParameters)
                .doesNotContain("{}");
    }

    @Test
    void aRetryIsANewRunForTheAssetsThatItNames() {
        String run = file(NOW, rails().build()).getRunId();
        scheduler.commands();
        HuntDefinition definition = Requests.definition(NOW);
        definition.setTargets(
                Targets.newBuilder().setAssets(List.of(id(1), id(2))).build());
        HuntRequest.Builder retry = Requests.builder(HuntAction.RETRY).setDefinition(definition);
        assertThat(scheduler.request(retry.setRunId("nightly-2").build()).getViolations())
                .extracting(Violation::getField)
                .containsExactly("run_id");
        HuntDecision decision =
                scheduler.request(retry.setRunId(run).setRequestId("again").build());
        assertThat(decision.getRunId()).isEqualTo("nightly-2");
        assertThat(scheduler.commands()).extracting(HuntCommand::getAssetId).containsExactlyInAnyOrder(id(1), id(2));
        assertThat(lastRun().getRetryOf()).isEqualTo(run);
    }
}
