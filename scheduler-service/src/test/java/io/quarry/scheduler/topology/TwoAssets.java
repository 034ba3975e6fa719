package io.quarry.scheduler.topology;

import io.quarry.model.Frequency;
import io.quarry.model.Hunt;
import io.quarry.model.HuntDecision;
import io.quarry.model.Platform;
import io.quarry.model.Run;
import io.quarry.model.Schedule;
import io.quarry.model.Violation;
import io.quarry.schemas.TrustedRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scheduler that knows an asset in Berlin and one in Paris, at noon. */
abstract class TwoAssets {
    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    static final String BERLIN = "00112233445566778899aabbccddeeff";
    static final String PARIS = "ff112233445566778899aabbccddeeff";
    static final Schedule NOW;
    static final Schedule DAILY;

    static {
        TrustedRecords.install(); // before the first record, whatever class is tested first
        NOW = Schedule.newBuilder().build();
        DAILY = Schedule.newBuilder()
                .setFrequency(Frequency.DAILY)
                .setTime("13:00:00")
                .build();
    }

    StandInRegistry registry;
    Scheduler scheduler;

    @BeforeEach
    void start() throws IOException {
        registry = new StandInRegistry();
        scheduler = new Scheduler(registry.client(), START);
        scheduler.asset(BERLIN, Platform.LINUX, Map.of("site", "berlin"));
        scheduler.asset(PARIS, Platform.WINDOWS, Map.of("site", "paris"));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        registry.close();
    }

    Run lastRun() {
        List<Run> runs = scheduler.runs();
        return runs.get(runs.size() - 1);
    }

    Hunt lastHunt() {
        List<Hunt> hunts = scheduler.hunts();
        return hunts.get(hunts.size() - 1);
    }

    static List<String> fields(HuntDecision decision) {
        return decision.getViolations().stream().map(Violation::getField).toList();
    }
}
