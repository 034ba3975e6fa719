package io.quarry.agent;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.MDC;

/** The log: one line an event to standard error, with the ids of what it is about. */
final class AgentLog extends Formatter {
    private static final Logger ROOT = Logger.getLogger("");
    /** Held, or the logging system forgets its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private AgentLog() {}

    static void install() {
        LogManager.getLogManager().reset();
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new AgentLog());
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
        KAFKA.setLevel(Level.SEVERE); // it warns of a broker that is away at each try; the agent says it once
    }

    @Override
    public String format(LogRecord record) {
        String name = record.getLoggerName() == null ? "" : record.getLoggerName();
        StringBuilder line = new StringBuilder(160)
                .append(Instant.ofEpochMilli(record.getMillis()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(level(record.getLevel()))
                .append(' ')
                .append(name.substring(name.lastIndexOf('.') + 1));
        Map<String, String> ids = MDC.getCopyOfContextMap();
        if (ids != null) {
            new TreeMap<>(ids)
                    .forEach((id, value) ->
                            line.append(' ').append(id).append('=').append(value));
        }
        line.append(": ").append(formatMessage(record)).append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }
}
