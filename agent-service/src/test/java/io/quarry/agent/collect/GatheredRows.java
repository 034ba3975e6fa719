package io.quarry.agent.collect;

import io.quarry.model.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All that one collection gave. */
public final class GatheredRows<F extends SpecificRecord> implements FindingSink<F> {
    private final List<F> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Verdict verdict = new Verdict.Unsupported("not run");
    private @Nullable SpecificDatumWriter<F> writer;

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

    /** Prints each row, a line of JSON each; then each problem. */
    public void print() {
        rows.forEach(System.out::println);
        problems.forEach(System.out::println);
    }

    /** The one row that is wanted. */
    public F one(String what, Predicate<F> wanted) {
        List<F> found = rows.stream().filter(wanted).toList();
        if (found.size() != 1) {
            throw new AssertionError(what + ": " + found + " of " + rows);
        }
        return found.get(0);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void row(F finding) {
        if (writer == null) {
            writer = new SpecificDatumWriter<>((Class<F>) finding.getClass());
        }
        try { // it must fit its schema
            writer.write(finding, EncoderFactory.get().directBinaryEncoder(OutputStream.nullOutputStream(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
