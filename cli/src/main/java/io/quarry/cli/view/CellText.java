package io.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.schemas.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON values as one line of text that is safe on a terminal, instants in the user's zone. */
public final class CellText {
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ZoneId zone;

    public CellText(ZoneId zone) {
        this.zone = zone;
    }

    public String of(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isTextual()) {
            return text(value.textValue());
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(this::of)
                    .collect(Collectors.joining(", "));
        }
        if (value.isObject()) {
            if (value.path("name").isTextual()) { // what people call it; the rest is in the JSON
                return text(value.path("name").textValue());
            }
            return value.properties().stream()
                    .filter(e -> !e.getValue().isNull())
                    .map(e -> Printable.escape(e.getKey()) + "=" + of(e.getValue()))
                    .collect(Collectors.joining(" "));
        }
        return value.asText();
    }

    private String text(String text) {
        if (INSTANT.matcher(text).matches()) {
            try {
                return LOCAL.format(Instant.parse(text).atZone(zone));
            } catch (DateTimeException e) {
                return Printable.escape(text); // looks like one, but no such day exists
            }
        }
        return Printable.escape(text);
    }
}
