package io.quarry.cli.view;

import java.io.PrintWriter;
import java.util.Locale;

/** How far a run is, on standard error: one line written over on a terminal, else a line whenever something changed. */
public final class ProgressBar {
    private static final int CELLS = 30;

    private final PrintWriter err;
    private final boolean terminal;
    private final String unit;
    private final long began = System.nanoTime();
    private String last = "";

    public ProgressBar(PrintWriter err, boolean terminal) {
        this(err, terminal, "tasks");
    }

    /** @param unit what is counted */
    public ProgressBar(PrintWriter err, boolean terminal, String unit) {
        this.err = err;
        this.terminal = terminal;
        this.unit = unit;
    }

    public void show(long done, long all, String detail) {
        int filled = all == 0 ? 0 : (int) Math.min(CELLS, CELLS * done / all);
        String line = "[" + "#".repeat(filled) + ".".repeat(CELLS - filled) + "] " + done + "/" + all + " " + unit
                + (detail.isEmpty() ? "" : ", " + detail);
        if (terminal) {
            long seconds = (System.nanoTime() - began) / 1_000_000_000L;
            err.print("\r\u001b[K" + line + String.format(Locale.ROOT, "  %d:%02d", seconds / 60, seconds % 60));
        } else if (!line.equals(last)) {
            err.println(line);
        }
        last = line;
        err.flush();
    }

    public void end() {
        if (terminal && !last.isEmpty()) {
            err.println();
            err.flush();
        }
    }
}
