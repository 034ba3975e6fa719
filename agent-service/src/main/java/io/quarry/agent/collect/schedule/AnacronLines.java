package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of an anacrontab one after another, see anacrontab(5). A backslash joins a line with the next. */
final class AnacronLines {
    private static final Pattern SETTING = Pattern.compile("[ \t]*([^ \t=]+)[ \t]*=(.*)", Pattern.DOTALL);
    private static final Pattern JOB = Pattern.compile(
            "[ \t]*(\\d{1,9}|@[^ \t]{1,20})[ \t]+(\\d{1,9})[ \t]+([^ \t/]+)[ \t]+([^ \t].*)", Pattern.DOTALL);

    private final byte[] bytes;
    private int at;
    private int number;

    AnacronLines(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a line holds. Numbers of lines count from 1, the first of joined ones counts. */
    sealed interface Line {
        int number();

        /**
         * A job.
         *
         * @param period days, or a name like {@code @monthly}
         * @param delay minutes that it is put off once anacron runs
         */
        record Job(int number, String period, int delay, String identifier, String command) implements Line {}

        record Setting(int number, String name, String value) implements Line {}

        /** A line that anacron complains of and passes over. */
        record Malformed(int number, String text) implements Line {}
    }

    /** The next line that is neither empty nor a comment; empty behind the last. */
    Optional<Line> next() {
        while (at < bytes.length) {
            int first = number + 1;
            String text = joined();
            String bare = text.replaceFirst("^[ \t]+", "");
            if (!bare.isEmpty() && bare.charAt(0) != '#') {
                return Optional.of(line(first, text));
            }
        }
        return Optional.empty();
    }

    private String joined() {
        StringBuilder text = new StringBuilder();
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            boolean goesOn = end > at && end < bytes.length && bytes[end - 1] == '\\';
            text.append(KernelText.decode(bytes, at, goesOn ? end - 1 : end));
            at = end + 1;
            number++;
            if (!goesOn) {
                break;
            }
            text.append(' ');
        }
        return text.toString();
    }

    private static Line line(int number, String text) {
        Matcher setting = SETTING.matcher(text);
        if (setting.matches()) {
            return new Line.Setting(number, setting.group(1), setting.group(2).strip());
        }
        Matcher job = JOB.matcher(text);
        if (job.matches()) {
            return new Line.Job(number, job.group(1), Integer.parseInt(job.group(2)), job.group(3), job.group(4));
        }
        return new Line.Malformed(number, text);
    }
}
