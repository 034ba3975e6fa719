package io.quarry.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param name for people, and the name of its log: {@code broker}, {@code agent-1}
 * @param command program and arguments
 * @param environment added to the supervisor's own
 * @param folder working directory
 * @param probe when it counts as ready
 * @param grace how long it may take to end when asked to, before it is killed
 */
record ChildSpec(
        String name, List<String> command, Map<String, String> environment, Path folder, Probe probe, Duration grace) {
    ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
