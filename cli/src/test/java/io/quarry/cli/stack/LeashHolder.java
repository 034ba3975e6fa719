package io.quarry.cli.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A supervisor that starts one process on a leash, prints its id and waits to be killed. */
final class LeashHolder {
    private LeashHolder() {}

    public static void main(String[] command) throws Exception {
        ChildSpec spec =
                new ChildSpec("held", List.of(command), Map.of(), Path.of("."), Probe.running(), Duration.ofSeconds(5));
        Process process = Leash.start(spec, Path.of("/dev/null"));
        System.out.println(process.pid());
        process.waitFor();
    }
}
