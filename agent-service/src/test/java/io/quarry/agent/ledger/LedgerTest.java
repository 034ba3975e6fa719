package io.quarry.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.command.CommandPosition;
import io.quarry.agent.ledger.LedgerEntry.Accepted;
import io.quarry.agent.ledger.LedgerEntry.Cancelled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
    private static final Instant EXPIRY = Instant.parse("2026-11-24T12:00:00Z");
    private static final CommandPosition FIRST = new CommandPosition(2, 10);
    private static final CommandPosition SECOND = new CommandPosition(2, 11);

    private Path file;
    private Instant now = EXPIRY.minusSeconds(60);

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("tasks.ledger");
    }

    private Ledger open() throws IOException {
        return Ledger.open(file, (InstantSource) () -> now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Accepted accepted(String task, CommandPosition at) {
        return new Accepted(task, at, EXPIRY, bytes("command of " + task));
    }

    @Test
    void beginsEmpty() throws IOException {
        try (Ledger ledger = open()) {
            assertThat(ledger.next()).isEmpty();
            assertThat(ledger.unfinished()).isEmpty();
            assertThat(ledger.undelivered()).isEmpty();
        }
    }

    @Test
    void remembersEveryStepOfATask() throws IOException {
        try (Ledger ledger = open()) {
            ledger.accepted(accepted("a", FIRST));
            assertThat(ledger.started("a")).isEqualTo(1);
            assertThat(ledger.started("a")).isEqualTo(2);
        }
        try (Ledger ledger = open()) {
            LedgerTask task = ledger.task("a").orElseThrow();
            assertThat(task.command()).isEqualTo(bytes("command of a"));
            assertThat(task.attempts()).isEqualTo(2);
            assertThat(task.crashes()).isEqualTo(2);
            assertThat(ledger.taken("a")).contains(FIRST);
            assertThat(ledger.next()).contains(SECOND);
            ledger.interrupted("a");
            assertThat(ledger.started("a")).isEqualTo(3);
            ledger.finished("a", bytes("result"));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.unfinished()).isEmpty();
            assertThat(ledger.undelivered()).containsOnlyKeys(FIRST);
            assertThat(ledger.undelivered().get(FIRST)).isEqualTo(bytes("result"));
            ledger.delivered(FIRST);
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.undelivered()).isEmpty();
            assertThat(ledger.taken("a")).contains(FIRST);
        }
    }

    @Test
    void cleanStopsAreNoCrashes() throws IOException {
        try (Ledger ledger = open()) {
            ledger.accepted(accepted("a", FIRST));
            for (int i = 1; i <= 5; i++) {
                assertThat(ledger.started("a")).isEqualTo(i);
                ledger.interrupted("a");
            }
            ledger.started("a");
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.task("a").orElseThrow().attempts()).isEqualTo(6);
            assertThat(ledger.task("a").orElseThrow().crashes()).isEqualTo(1);
        }
    }

    @Test
    void keepsRefusalsUntilTheyAreDelivered() throws IOException {
        try (Ledger ledger = open()) {
            ledger.refused(FIRST, bytes("no"));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.next()).contains(SECOND);
            assertThat(ledger.undelivered()).containsOnlyKeys(FIRST);
            ledger.delivered(FIRST);
            assertThat(ledger.undelivered()).isEmpty();
        }
    }

    @Test
    void forgetsTasksOnlyLongAfterTheirExpiry() throws IOException {
        try (Ledger ledger = open()) {
            ledger.accepted(accepted("a", FIRST));
            ledger.finished("a", bytes("result"));
            ledger.delivered(FIRST);
            ledger.accepted(accepted("open", SECOND));
            ledger.cancelled(new Cancelled("b", new CommandPosition(2, 12), EXPIRY));
        }
        now = EXPIRY.plus(Ledger.MARGIN);
        try (Ledger ledger = open()) {
            assertThat(ledger.taken("a")).isPresent();
            assertThat(ledger.isCancelled("b")).isTrue();
        }
        now = EXPIRY.plus(Ledger.MARGIN).plus(Duration.ofMillis(1));
        try (Ledger ledger = open()) {
            assertThat(ledger.taken("a")).isEmpty();
            assertThat(ledger.isCancelled("b")).isFalse();
            assertThat(ledger.unfinished()).extracting(LedgerTask::taskId).containsExactly("open");
            assertThat(ledger.next()).contains(new CommandPosition(2, 13));
        }
    }

    @Test
    void theLastPositionCountsAlsoBackwards() throws IOException {
        try (Ledger ledger = open()) {
            ledger.readTo(new CommandPosition(2, 500), true);
            ledger.readTo(new CommandPosition(2, 7), false); // the topic was made anew
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.next()).contains(new CommandPosition(2, 7));
        }
    }

    /** A crash may leave any part of the last write, or a page of zeroes: what was durable before must be there. */
    @Test
    void cutsATornTailAtEveryByte() throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (Ledger ledger = open()) {
            ledger.accepted(accepted("a", FIRST));
            sizes.add(Files.size(file));
            ledger.started("a");
            sizes.add(Files.size(file));
            ledger.finished("a", bytes("result"));
            sizes.add(Files.size(file));
            ledger.delivered(FIRST);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertTorn(torn, length, sizes);
            assertTorn(Arrays.copyOf(torn, length + 64), length, sizes); // the same, and zeroes
        }
    }

    private void assertTorn(byte[] content, int good, List<Long> sizes) throws IOException {
        Files.write(file, content);
        try (Ledger ledger = open()) {
            assertThat(ledger.task("a").isPresent()).isEqualTo(good >= sizes.get(0));
            assertThat(ledger.task("a").map(LedgerTask::attempts).orElse(0)).isEqualTo(good >= sizes.get(1) ? 1 : 0);
            boolean finished =
                    ledger.task("a").isPresent() && ledger.unfinished().isEmpty();
            assertThat(finished).isEqualTo(good >= sizes.get(2));
            ledger.accepted(accepted("after", SECOND));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.taken("after")).contains(SECOND);
            assertThat(ledger.task("a").isPresent()).isEqualTo(good >= sizes.get(0));
        }
    }

    @Test
    void cutsAtAFlippedBit() throws IOException {
        try (Ledger ledger = open()) {
            ledger.accepted(accepted("a", FIRST));
            ledger.accepted(accepted("b", SECOND));
        }
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length - 3] ^= 0x10;
        Files.write(file, whole);
        try (Ledger ledger = open()) {
            assertThat(ledger.unfinished()).extracting(LedgerTask::taskId).containsExactly("a");
            assertThat(ledger.next()).contains(SECOND);
        }
    }

    @Test
    void refusesAFileOfANewerAgentInsteadOfCuttingIt() throws IOException {
        try (LedgerFile raw = LedgerFile.open(file, new ArrayList<>())) {
            raw.append(new LedgerEntry.Started("a"), true);
        }
        byte[] content = Files.readAllBytes(file);
        content[8] = 'Z';
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(content, 8, content.length - 8);
        java.nio.ByteBuffer.wrap(content).putInt(4, (int) crc.getValue());
        Files.write(file, content);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("newer agent");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void growsNoLongerThanItMust() throws IOException {
        byte[] event = new byte[100_000];
        try (Ledger ledger = open()) {
            for (int i = 0; i < 400; i++) { // 40 MB were it kept
                ledger.refused(new CommandPosition(2, i), event);
                ledger.delivered(new CommandPosition(2, i));
            }
            assertThat(Files.size(file)).isLessThan(9L * 1024 * 1024);
            assertThat(ledger.next()).contains(new CommandPosition(2, 400));
        }
    }
}
