package io.quarry.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.CommandKind;
import io.quarry.model.Envelope;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.TrustedRecords;
import io.quarry.schemas.WireFormat;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TaskSinkTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    /** Keeps what is sent. */
    private static final class KeptStream implements FindingStream {
        private final List<byte[]> values = new ArrayList<>();

        @Override
        public byte[] header() {
            return WireFormat.header(7);
        }

        @Override
        public void send(byte[] value, BooleanSupplier stop) {
            values.add(value);
        }

        @Override
        public @Nullable Sent awaitAcknowledged(BooleanSupplier stop) {
            return null;
        }
    }

    static {
        TrustedRecords.install();
    }

    private final KeptStream stream = new KeptStream();
    private final StopSignal signal = new StopSignal();
    private final CurrentProcessFinding row =
            CurrentProcessFinding.newBuilder().setPid(1).build();

    /** What threads that help have burned, as the kernel counts it. */
    private long helped;

    private AttemptClock time = clock(Duration.ofMinutes(1));

    private AttemptClock clock(Duration timeout) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new AttemptClock(
                timeout,
                100,
                new ProcessorOverhead(() -> threads.getCurrentThreadCpuTime() + helped, System::nanoTime));
    }

    private TaskSink sink(long maxRows, long maxBytes, Duration timeout) {
        HuntCommand limits = HuntCommand.newBuilder()
                .setKind(CommandKind.RUN)
                .setHuntId("h")
                .setRunId("h-1")
                .setTaskId("t")
                .setAssetId("a")
                .setJob("current-process")
                .setParameters("{}")
                .setIssuedAt(NOW)
                .setExpiresAt(NOW)
                .setMaxRows(maxRows)
                .setMaxBytes(maxBytes)
                .setMaxCpuPercent(100)
                .setTimeoutMs(timeout.toMillis())
                .build();
        Envelope envelope = new Envelope("h", "h-1", "t", 1, 0L, "a", "host", NOW);
        time = clock(timeout);
        return new TaskSink(limits, envelope, stream, time, signal, InstantSource.fixed(NOW));
    }

    private Outcomes.Ending ending(TaskSink sink) {
        return Outcomes.of(java.util.Objects.requireNonNull(signal.get()), sink.rows());
    }

    @Test
    void addsUpWhatItSends() throws StoppedException {
        TaskSink sink = sink(100, 1 << 20, Duration.ofMinutes(1));
        FindingsDigest digest = new FindingsDigest();
        for (int i = 0; i < 5; i++) {
            sink.row(row);
        }
        long bytes = 0;
        for (byte[] value : stream.values) {
            int body = value.length - WireFormat.HEADER;
            digest.add(value, WireFormat.HEADER, body);
            bytes += body;
            assertThat(WireFormat.schemaId(value)).isEqualTo(7);
        }
        assertThat(stream.values).hasSize(5);
        assertThat(sink.rows()).isEqualTo(5);
        assertThat(sink.bytes()).isEqualTo(bytes);
        assertThat(sink.digest()).isEqualTo(digest.value());
    }

    @Test
    void takesExactlyTheRowsAllowed() throws StoppedException {
        TaskSink sink = sink(3, 1 << 20, Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            sink.row(row);
        }
        assertThat(signal.isRaised()).isFalse();
        assertThatThrownBy(() -> sink.row(row)).isInstanceOf(StoppedException.class);
        assertThatThrownBy(() -> sink.row(row)).isInstanceOf(StoppedException.class);
        assertThat(stream.values).hasSize(3);
        assertThat(ending(sink).outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(ending(sink).reason()).isEqualTo("MAX_ROWS");
        assertThat(ending(sink).detail())
                .contains("max_rows is 3")
                .contains("3 rows")
                .contains("at least one more");
    }

    @Test
    void takesNoRowThatDoesNotFitTheBytes() throws StoppedException {
        TaskSink first = sink(100, 1 << 20, Duration.ofMinutes(1));
        first.row(row);
        long size = first.bytes();
        TaskSink sink = sink(100, 2 * size, Duration.ofMinutes(1));
        sink.row(row);
        sink.row(row);
        assertThatThrownBy(() -> sink.row(row)).isInstanceOf(StoppedException.class);
        assertThat(sink.bytes()).isEqualTo(2 * size);
        assertThat(ending(sink).reason()).isEqualTo("MAX_BYTES");
        assertThat(ending(sink).outcome()).isEqualTo(Outcome.TRUNCATED);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        TaskSink sink = sink(100, 1 << 20, Duration.ZERO);
        assertThatThrownBy(sink::checkpoint).isInstanceOf(StoppedException.class);
        assertThat(ending(sink).outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(ending(sink).reason()).isEqualTo("TIMEOUT");
    }

    @Test
    void aTimeLimitThatCutsAnAnswerTruncatesIt() {
        Stop stop = new Stop(Stop.Kind.TIMEOUT, "timeout is 5 ms");
        assertThat(Outcomes.of(stop, 1).outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(Outcomes.of(stop, 0).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void endsWhenItIsCancelledAndTakesNothingWhenSealed() {
        TaskSink sink = sink(100, 1 << 20, Duration.ofMinutes(1));
        signal.raise(new Stop(Stop.Kind.CANCELLED, "cancelled"));
        signal.raise(new Stop(Stop.Kind.TIMEOUT, "too late"));
        assertThatThrownBy(sink::checkpoint).isInstanceOf(StoppedException.class);
        assertThat(ending(sink).outcome()).isEqualTo(Outcome.CANCELLED);
        TaskSink sealed = sink(100, 1 << 20, Duration.ofMinutes(1));
        sealed.seal();
        assertThatThrownBy(() -> sealed.row(row)).isInstanceOf(StoppedException.class);
        assertThat(stream.values).isEmpty();
    }

    @Test
    void aFindingTooLargeToSendIsAProblem() throws StoppedException {
        TaskSink sink = sink(100, 1L << 40, Duration.ofMinutes(1));
        row.setName("x".repeat(TaskSink.MAX_FINDING_BYTES));
        sink.row(row);
        row.setName("small");
        sink.row(row);
        assertThat(stream.values).hasSize(1);
        assertThat(sink.rows()).isEqualTo(1);
        assertThat(sink.problems().first()).singleElement().satisfies(p -> assertThat(p.getReason())
                .isEqualTo(ProblemReason.LIMIT));
    }

    @Test
    void slowsDownForWhatHelpersBurned() throws StoppedException {
        TaskSink sink = sink(100, 1 << 20, Duration.ofMinutes(1));
        assertThat(sink.mostBytes()).isEqualTo(1 << 20);
        sink.checkpoint();
        helped = Duration.ofMillis(300).toNanos();
        sink.charge(helped);
        long start = System.nanoTime();
        while (time.owedNanos() > 0) {
            sink.checkpoint();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
        assertThat(time.cpuMillis()).isGreaterThanOrEqualTo(300);
    }

    @Test
    void countsAllProblemsAndKeepsTheFirst() {
        TaskSink sink = sink(100, 1 << 20, Duration.ofMinutes(1));
        for (int i = 0; i < 150; i++) {
            sink.problem(new Problem("pid " + i, ProblemReason.VANISHED, "d".repeat(1_000)));
        }
        assertThat(sink.problems().count()).isEqualTo(150);
        assertThat(sink.problems().first()).hasSize(Problems.KEPT);
        assertThat(sink.problems().first().get(0).getDetail()).hasSize(Problems.MAX_TEXT + 3);
    }

    @Test
    void aNoteIsReportedAndLeavesTheOutcomeAsItIs() {
        TaskSink sink = sink(10, 1_000_000, Duration.ofMinutes(1));
        sink.note(new Problem("packages", ProblemReason.NOT_AVAILABLE, "no package database"));
        assertThat(sink.problems().count()).isOne();
        assertThat(sink.problems().first()).hasSize(1);
        assertThat(Outcomes.of(new Verdict.Done(), sink.problems().missing()).outcome())
                .isEqualTo(Outcome.COMPLETED);
        sink.problem(new Problem("x", ProblemReason.VANISHED, null));
        assertThat(Outcomes.of(new Verdict.Done(), sink.problems().missing()).outcome())
                .isEqualTo(Outcome.PARTIAL);
    }
}
