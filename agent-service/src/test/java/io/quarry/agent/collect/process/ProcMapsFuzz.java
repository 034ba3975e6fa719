package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.MalformedTextException;
import java.util.Arrays;

/** Mappings of a process, whose paths its user chooses, in two parts. */
public final class ProcMapsFuzz {
    private ProcMapsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ProcMaps maps = new ProcMaps();
            int half = data.length / 2;
            byte[] rest = Arrays.copyOfRange(data, half, data.length);
            maps.accept(data, half, mapping -> true);
            maps.accept(rest, rest.length, mapping -> true);
        } catch (MalformedTextException e) {
            // as documented
        }
    }
}
