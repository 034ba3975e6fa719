package io.quarry.agent.collect;

import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** All that one collection gave. */
public final class GatheredRows<F extends SpecificRecord> implements FindingSink<F> {
    private final List<F> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Verdict verdict = new Verdict.Unsupported("not run");

    public static <P extends SpecificRecord, F extends SpecificRecord> GatheredRows<F> of(
            Collector<P, F> collector, P params) {
        GatheredRows<F> gathered = new GatheredRows<>();
        try {
            gathered.verdict = collector.collect(params, gathered);
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return gathered;
    }

    public List<F> rows() {
        return rows;
    }

    public List<Problem> problems() {
        return problems;
    }

    public Verdict verdict() {
        return verdict;
    }

    @Override
    public void row(F finding) {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
