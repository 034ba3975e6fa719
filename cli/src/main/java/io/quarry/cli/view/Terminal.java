package io.quarry.cli.view;

/**
 * Where output goes.
 *
 * @param columns width of a line in characters, 20 or more
 * @param progress whether standard error is a terminal, on which a line can be written over
 */
public record Terminal(int columns, boolean progress) {
    private static final int DEFAULT_COLUMNS = 100;
    private static final int NARROWEST = 20;

    public Terminal {
        columns = Math.max(NARROWEST, columns);
    }

    /** As the launcher found it; COLUMNS else, and 100 when nobody knows. */
    public static Terminal current() {
        String found = System.getProperty("quarry.columns", "");
        String text = found.isBlank() ? System.getenv().getOrDefault("COLUMNS", "") : found;
        int columns = text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : DEFAULT_COLUMNS;
        return new Terminal(columns, Boolean.getBoolean("quarry.progress"));
    }
}
