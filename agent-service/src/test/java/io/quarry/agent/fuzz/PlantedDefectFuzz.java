package io.quarry.agent.fuzz;

/** A parser with a defect, so that the runner is known to see one. */
public final class PlantedDefectFuzz {
    private PlantedDefectFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 1 && data[0] == 'q') {
            throw new IllegalStateException("found");
        }
    }
}
