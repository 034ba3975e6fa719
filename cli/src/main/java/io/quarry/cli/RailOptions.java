package io.quarry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What keeps a run from hurting. */
@Command
final class RailOptions {
    @Option(
            names = "--canary",
            paramLabel = "N",
            description = "Sends to N assets first, then waits for `quarry run lift`.")
    private @Nullable String canary;

    @Option(names = "--rate", paramLabel = "N", description = "Sends to N assets a minute at most.")
    private @Nullable String rate;

    @Option(names = "--max-open-runs", paramLabel = "N", description = "Skips a run when N are open.")
    private @Nullable String maxOpenRuns;

    @Option(
            names = "--watch-first",
            paramLabel = "N",
            description = "The --stop- limits look once N assets have finished. Default: 10.")
    private @Nullable String watchFirst;

    @Option(names = "--stop-average-rows", paramLabel = "N", description = "Holds a run that returns more on average.")
    private @Nullable String rows;

    @Option(names = "--stop-average-bytes", paramLabel = "N", description = "Holds a run that returns more on average.")
    private @Nullable String bytes;

    @Option(
            names = "--stop-average-cpu-ms",
            paramLabel = "N",
            description = "Holds a run whose tasks take more processor time on average.")
    private @Nullable String cpu;

    @Option(
            names = "--stop-failures",
            paramLabel = "PCT",
            description = "Holds a run of whose tasks more than so many percent fail.")
    private @Nullable String failures;

    /** What was not said stays. */
    void applyTo(ObjectNode definition) {
        ObjectNode rails = definition.objectNode();
        HuntOptions.put(rails, "canary", canary);
        HuntOptions.put(rails, "rate_per_minute", rate);
        HuntOptions.put(rails, "max_open_runs", maxOpenRuns);
        HuntOptions.put(rails, "watch_first", watchFirst);
        HuntOptions.put(rails, "stop_average_rows", rows);
        HuntOptions.put(rails, "stop_average_bytes", bytes);
        HuntOptions.put(rails, "stop_average_cpu_ms", cpu);
        HuntOptions.put(rails, "stop_failures_percent", failures);
        if (!rails.isEmpty()) {
            definition.withObject("/rails").setAll(rails);
        }
    }
}
