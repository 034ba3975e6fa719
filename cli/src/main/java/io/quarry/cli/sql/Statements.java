package io.quarry.cli.sql;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** A query may have several lines: it ends with a semicolon. */
final class Statements implements Parser {
    private final DefaultParser words =
            new DefaultParser().escapeChars(new char[0]).quoteChars(new char[0]);

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        String text = line.strip();
        boolean whole = text.isEmpty() || text.startsWith("\\") || text.endsWith(";") || text.matches("exit|quit");
        if (context == ParseContext.ACCEPT_LINE && !whole) {
            throw new EOFError(-1, -1, "a query ends with a semicolon");
        }
        return words.parse(line, cursor, context);
    }
}
