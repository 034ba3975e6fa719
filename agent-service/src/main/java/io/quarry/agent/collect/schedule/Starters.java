package io.quarry.agent.collect.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What starts other things: lines that run the scripts of a folder, and what runs anacron. */
final class Starters {
    private static final int MOST = 1_000;
    /** What lies behind it in a command is not looked at: expressions below recurse as they repeat. */
    private static final int MOST_COMMAND = 2_000;

    private static final Pattern RUN_PARTS = Pattern.compile("\\brun-parts\\s+(?:-\\S+\\s+)*(/[^\\s;)}]+)");
    private static final Pattern UNLESS = Pattern.compile("(?:\\btest|\\[)\\s+-x\\s+(/\\S+)\\s*(?:\\]\\s*)?\\|\\|");
    private static final Pattern ANACRON = Pattern.compile("(?:^|[/ \t0])anacron(?:\\s|$)");

    private final Map<String, Starter> folders = new LinkedHashMap<>();
    private final List<Times> anacron = new ArrayList<>();

    /** When something happens. */
    interface Times {
        /** The first time after an instant. */
        Optional<Instant> next(Instant after);
    }

    /**
     * What runs the scripts of a folder.
     *
     * @param text schedule as written, with its file
     */
    record Starter(@Nullable Instant nextRun, String text, String user) {}

    /** The folder whose scripts a command runs. */
    static Optional<String> folder(String command) {
        Matcher parts = RUN_PARTS.matcher(start(command));
        return parts.find() ? Optional.of(stripSlash(parts.group(1))) : Optional.empty();
    }

    /** A program that keeps a command from doing anything where it is installed, as anacron does. */
    static Optional<String> unless(String command) {
        Matcher parts = UNLESS.matcher(start(command));
        return parts.find() ? Optional.of(parts.group(1)) : Optional.empty();
    }

    static boolean runsAnacron(String command) {
        return ANACRON.matcher(start(command)).find() && unless(command).isEmpty();
    }

    void runs(String folder, Starter starter) {
        if (folders.size() < MOST) {
            folders.putIfAbsent(folder, starter);
        }
    }

    void startsAnacron(Times times) {
        if (anacron.size() < MOST) {
            anacron.add(times);
        }
    }

    Optional<Starter> of(String folder) {
        return Optional.ofNullable(folders.get(folder));
    }

    /** When anacron runs next after an instant; empty when nothing is known to run it. */
    Optional<Instant> anacron(Instant after) {
        return anacron.stream().flatMap(times -> times.next(after).stream()).min(Instant::compareTo);
    }

    private static String start(String command) {
        return command.length() <= MOST_COMMAND ? command : command.substring(0, MOST_COMMAND);
    }

    private static String stripSlash(String folder) {
        return folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    }
}
