package io.quarry.agent.selftest;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.Collectors;
import io.quarry.agent.console.Collection;
import io.quarry.model.Outcome;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.Reading;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** Runs comparisons: the tool, the job, and the tool again. */
final class SelfTest {
    private final Collectors collectors;

    SelfTest(Collectors collectors) {
        this.collectors = collectors;
    }

    /** What came of a comparison. */
    sealed interface Result {
        /** @param outcome of the job: one that is not COMPLETED explains why rows are missing */
        record Compared(Difference difference, Outcome outcome) implements Result {}

        /** @param why for people */
        record NotCompared(String why) implements Result {}
    }

    Result run(Comparison comparison) {
        Optional<Collector<?, ?>> collector = collectors.find(comparison.job());
        if (collector.isEmpty()) {
            return new Result.NotCompared("there is no collector for " + comparison.job() + " here");
        }
        OutsideTool.Said before = comparison.tool().run();
        if (before instanceof OutsideTool.Said.Nothing nothing) {
            return new Result.NotCompared(nothing.why());
        }
        Set<String> ours = new TreeSet<>();
        Collection collection =
                new Collection(row -> ours.addAll(comparison.ours().apply(AvroJson.tree(row))), () -> false);
        collect(collector.get(), comparison, collection);
        OutsideTool.Said after = comparison.tool().run();
        if (after instanceof OutsideTool.Said.Nothing nothing) {
            return new Result.NotCompared(nothing.why());
        }
        Set<String> first = facts(comparison, before);
        Set<String> second = facts(comparison, after);
        if (first.isEmpty() && second.isEmpty() && !comparison.tool().tellsItsEnd()) {
            return new Result.NotCompared(comparison.tool().name() + " printed nothing that is understood");
        }
        return new Result.Compared(Difference.of(first, ours, second, comparison.whole()), collection.outcome());
    }

    private static Set<String> facts(Comparison comparison, OutsideTool.Said said) {
        return said instanceof OutsideTool.Said.Lines lines
                ? comparison.theirs().apply(lines.lines())
                : Set.of();
    }

    /** The catalogue's job and the collector's agree by name: the records are of the classes that it takes. */
    @SuppressWarnings("unchecked")
    private static void collect(Collector<?, ?> found, Comparison comparison, Collection collection) {
        Reading reading = ParameterReader.read(JobCatalogue.installed().get(comparison.job()), comparison.parameters());
        collection.run((Collector<SpecificRecord, SpecificRecord>) found, (SpecificRecord) Objects.requireNonNull(
                reading.record(), () -> reading.violations().toString()));
    }
}
