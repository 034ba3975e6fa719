package io.quarry.agent.console;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** One run of a collector, and what came of it. */
public final class Collection implements FindingSink<SpecificRecord> {
    private static final int BETWEEN_LOOKS = 256; // each look flushes standard output

    private final Consumer<SpecificRecord> rows;
    private final BooleanSupplier stopped;
    private final List<Problem> problems = new ArrayList<>();
    private boolean missing;
    private long count;
    private int asked;
    private long helpersNanos;
    private Outcome outcome = Outcome.FAILED;

    /** @param stopped whether nobody takes the rows any more */
    public Collection(Consumer<SpecificRecord> rows, BooleanSupplier stopped) {
        this.rows = rows;
        this.stopped = stopped;
    }

    /** Runs it to its end, however it ends; the collector and the parameters are of the same job. */
    public void run(Collector<SpecificRecord, SpecificRecord> collector, SpecificRecord params) {
        try {
            Verdict verdict = collector.collect(params, this);
            if (verdict instanceof Verdict.Unsupported unsupported) {
                end(collector, Outcome.UNSUPPORTED, ProblemReason.UNSUPPORTED_ON_PLATFORM, unsupported.reason());
            } else if (verdict instanceof Verdict.Denied denied) {
                end(collector, Outcome.DENIED, ProblemReason.DENIED, "needs " + denied.privilege());
            } else {
                outcome = missing ? Outcome.PARTIAL : Outcome.COMPLETED;
            }
        } catch (StoppedException e) {
            outcome = Outcome.CANCELLED;
        } catch (RuntimeException e) {
            end(collector, Outcome.FAILED, ProblemReason.OTHER, e.toString());
        }
    }

    /** How it ended; FAILED before it has run. */
    public Outcome outcome() {
        return outcome;
    }

    long rows() {
        return count;
    }

    /** Processor time of threads other than the collecting one. */
    long helpersNanos() {
        return helpersNanos;
    }

    /** What could not be read, and notes. */
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(SpecificRecord finding) throws StoppedException {
        count++;
        rows.accept(finding);
        checkpoint();
    }

    @Override
    public void problem(Problem problem) {
        missing = true;
        problems.add(problem);
    }

    @Override
    public void note(Problem note) {
        problems.add(note);
    }

    @Override
    public void checkpoint() throws StoppedException {
        if (++asked % BETWEEN_LOOKS == 0 && stopped.getAsBoolean()) {
            throw new StoppedException("standard output is closed");
        }
    }

    @Override
    public void charge(long cpuNanos) {
        helpersNanos += cpuNanos;
    }

    private void end(Collector<?, ?> collector, Outcome how, ProblemReason reason, String detail) {
        outcome = how;
        problems.add(new Problem(collector.job(), reason, detail));
    }
}
