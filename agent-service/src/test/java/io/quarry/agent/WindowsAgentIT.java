package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.windows.WineMachine;
import io.quarry.model.Asset;
import io.quarry.model.CommandKind;
import io.quarry.model.Outcome;
import io.quarry.model.Platform;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent on a Windows (under Wine) against a real broker and registry: hunts, and who it is after it was killed. */
final class WindowsAgentIT {
    private static final Duration START = Duration.ofSeconds(60);

    private final Fleet fleet = Fleet.shared();

    @TempDir
    Path folder;

    @Test
    void huntsOverKafkaAndKeepsItsIdentity() throws Exception {
        WineMachine machine = WineMachine.shared();
        String asset;
        try (Commander commander = fleet.commander()) {
            Process agent = start(machine);
            try {
                asset = heartbeat(Instant.EPOCH).getAssetId();
                TaskEvent processes = commander.finished(commander.run(asset, "win-1", "{\"modules\": true}"));
                assertThat(processes.getOutcome()).isEqualTo(Outcome.COMPLETED);
                assertThat(processes.getRows()).isGreaterThan(3);
                new SentFindings(fleet.topics()).assertAddsUp(processes);
                TaskEvent services = commander.finished(
                        commander.send(commander.signed(Commander.command(CommandKind.RUN, asset, "win-2", "{}")
                                .setJob("installed-service")
                                .build())));
                assertThat(services.getOutcome()).isEqualTo(Outcome.COMPLETED);
                assertThat(services.getRows()).isGreaterThan(3);
            } finally {
                agent.destroyForcibly().waitFor();
            }
            Instant killed = Instant.now();
            Process again = start(machine);
            try {
                assertThat(heartbeat(killed).getAssetId()).isEqualTo(asset);
                assertThat(commander
                                .finished(commander.run(asset, "win-3", "{}"))
                                .getOutcome())
                        .isEqualTo(Outcome.COMPLETED);
            } finally {
                again.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(WineMachine machine) throws IOException {
        return machine.agent(
                List.of(
                        "run",
                        "--brokers",
                        fleet.broker().bootstrap(),
                        "--registry",
                        fleet.registryUrl(),
                        "--trust",
                        WineMachine.windows(fleet.trust(folder)),
                        "--state",
                        WineMachine.windows(folder.resolve("state"))),
                folder.resolve("agent.log"));
    }

    private Asset heartbeat(Instant since) {
        return fleet.topics()
                .<Asset>codec(Topics.ASSETS)
                .decode(fleet.topics()
                        .await(Topics.ASSETS, START, record -> {
                            Asset beat =
                                    fleet.topics().<Asset>codec(Topics.ASSETS).decode(record.value());
                            return beat.getOs() == Platform.WINDOWS
                                    && beat.getSentAt().isAfter(since);
                        })
                        .value());
    }
}
