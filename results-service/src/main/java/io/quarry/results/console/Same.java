package io.quarry.results.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to get what a page shows without the page.
 *
 * @param command of the command line
 * @param api the call of the API, method and path
 * @param body of that call, JSON; null when it has none
 */
public record Same(String command, String api, @Nullable String body) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    static Same of(String api, String... command) {
        return new Same(command(Arrays.asList(command)), api, null);
    }

    /** The words of a command line as a POSIX shell takes them. */
    static String command(List<String> words) {
        List<String> quoted = new ArrayList<>(List.of("quarry"));
        words.forEach(w -> quoted.add(quoted(w)));
        return String.join(" ", quoted);
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
