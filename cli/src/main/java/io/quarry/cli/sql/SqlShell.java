package io.quarry.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Asks for queries until there are no more. Ctrl-C ends a query that runs, Ctrl-D the shell. */
public final class SqlShell implements AutoCloseable {
    private static final String HELP =
            "A query ends with a semicolon; Tab completes. \\d lists the views, \\d VIEW its" + " columns, \\q ends.";

    private final Terminal terminal;
    private final LineReader reader;

    SqlShell(Terminal terminal, Function<String, JsonNode> ask, Path history) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("quarry")
                .parser(new Statements())
                .completer(new SqlCompletion(ask))
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ...> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /** @param ask answers a query as {@code POST /api/sql} does; for completion */
    public static SqlShell open(Function<String, JsonNode> ask) throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        return new SqlShell(TerminalBuilder.builder().system(true).build(), ask, home.resolve(".quarry_sql_history"));
    }

    /** @param answer shows what a query gives, or what is wrong with it */
    public void run(PrintWriter say, Consumer<String> answer) {
        say.println(HELP);
        say.flush();
        boolean more = true;
        while (more) {
            try {
                more = one(reader.readLine("quarry> ").strip(), say, answer);
            } catch (UserInterruptException e) { // what was typed is given up
                more = true;
            } catch (EndOfFileException e) {
                more = false;
            }
        }
    }

    private boolean one(String typed, PrintWriter say, Consumer<String> answer) {
        if (typed.isEmpty()) {
            return true;
        }
        String bare = typed.replaceAll("[;\\s]+$", "");
        if (bare.equals("\\q") || bare.equals("exit") || bare.equals("quit")) {
            return false;
        }
        if (bare.equals("\\d")) {
            interruptible("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1", answer);
        } else if (bare.matches("\\\\d\\s+\\w+")) {
            interruptible("DESCRIBE " + bare.substring(2).strip(), answer);
        } else if (bare.startsWith("\\")) {
            say.println(HELP);
            say.flush();
        } else {
            interruptible(typed, answer);
        }
        return true;
    }

    /** Ctrl-C breaks the connection, by which the service knows that the query is not wanted any more. */
    private void interruptible(String query, Consumer<String> answer) {
        Thread asking = Thread.currentThread();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> asking.interrupt());
        try {
            answer.accept(query);
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            Thread.interrupted();
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
