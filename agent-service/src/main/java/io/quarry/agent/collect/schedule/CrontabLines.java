package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a crontab one after another, see crontab(5). Neither cron joins a line that ends in a backslash with the
 * next. A comment is a line of its own. A last line without an end makes Debian's cron ignore the file, and cronie the line.
 */
final class CrontabLines {
    /** Debian: {@code MAX_COMMAND} of cron.h; a longer command is an error there. */
    private static final int MOST_COMMAND_BYTES = 998;
    /** Debian: {@code MAX_TAB_LINES} of cron.h. */
    private static final int MOST_LINES = 10_000;

    private final byte[] bytes;
    private final boolean system;
    private final CronDialect dialect;
    private int at;
    private int number;
    private @Nullable CronExpression expression;

    /** @param system jobs name the user they run as: /etc/crontab and /etc/cron.d, not a user's own */
    CrontabLines(byte[] bytes, boolean system, CronDialect dialect) {
        this.bytes = bytes;
        this.system = system;
        this.dialect = dialect;
    }

    /** The next line that cron does not pass over; empty behind the last. */
    Optional<CrontabLine> next() {
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            boolean cut = end == bytes.length;
            String line = KernelText.decode(bytes, at, end);
            at = end + 1;
            number++;
            int start = start(line);
            if (start < line.length() && line.charAt(start) != '#') {
                return Optional.of(line(line, start, cut));
            }
        }
        return Optional.empty();
    }

    /** Why Debian's cron ignores the whole file; null when it does not. To be asked of lines not yet read. */
    static @Nullable String whyIgnored(byte[] bytes, boolean system) {
        CrontabLines lines = new CrontabLines(bytes, system, CronDialect.DEBIAN);
        for (Optional<CrontabLine> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (line.get() instanceof CrontabLine.Malformed malformed) {
                return "line " + malformed.number() + ": " + malformed.why();
            }
        }
        return lines.number > MOST_LINES ? "more than " + MOST_LINES + " lines" : null;
    }

    private CrontabLine line(String line, int start, boolean cut) {
        if (cut) {
            return new CrontabLine.Malformed(number, "the file ends without a newline");
        }
        CronSetting setting = CronSetting.parse(line.substring(start), dialect);
        if (setting != null) {
            return new CrontabLine.Setting(number, setting.name(), setting.value());
        }
        try {
            return job(line, start);
        } catch (MalformedTextException e) {
            return new CrontabLine.Malformed(number, String.valueOf(e.getMessage()));
        }
    }

    private CrontabLine job(String line, int from) throws MalformedTextException {
        int start = from;
        if (dialect == CronDialect.CRONIE && line.charAt(start) == '-') {
            start++; // do not log
        }
        CronFieldReader in = new CronFieldReader(line, start, dialect);
        String schedule = schedule(line, start, in);
        String user = system ? in.word() : null;
        int command = in.position();
        if (dialect == CronDialect.CRONIE) {
            while (line.startsWith("-n", command) && command + 2 < line.length() && blank(line.charAt(command + 2))) {
                command = start(line, command + 2); // mail only when it fails
            }
        }
        String text = line.substring(command);
        if (text.isEmpty() || user != null && user.isEmpty()) {
            throw new MalformedTextException("a command", command);
        }
        if (user == null && text.charAt(0) == '*') {
            throw new MalformedTextException("a command, not a sixth field,", command);
        }
        if (dialect == CronDialect.DEBIAN && text.length() > MOST_COMMAND_BYTES) {
            throw new MalformedTextException("a command of at most " + MOST_COMMAND_BYTES + " bytes", command);
        }
        return new CrontabLine.Job(number, schedule, expression(), user, text);
    }

    private String schedule(String line, int start, CronFieldReader in) throws MalformedTextException {
        if (start < line.length() && line.charAt(start) == '@') {
            String name = in.word();
            expression = CronExpression.named(name)
                    .orElseThrow(() -> new MalformedTextException("a name like @daily", start));
            return name;
        }
        expression = CronExpression.read(in);
        return line.substring(start, in.position()).strip().replaceAll("[ \t]+", " ");
    }

    private CronExpression expression() {
        if (expression == null) {
            throw new IllegalStateException("no schedule was read");
        }
        return expression;
    }

    private static int start(String line) {
        return start(line, 0);
    }

    private static int start(String line, int from) {
        int start = from;
        while (start < line.length() && blank(line.charAt(start))) {
            start++;
        }
        return start;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
