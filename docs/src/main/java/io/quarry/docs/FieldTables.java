package io.quarry.docs;

import static io.quarry.docs.Markdown.code;
import static io.quarry.docs.Markdown.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Tables of a record's fields. */
final class FieldTables {
    private FieldTables() {}

    static void fields(Markdown page, Schema record) {
        page.table(
                List.of("field", "type", "default", "meaning"),
                record.getFields().stream()
                        .map(f -> List.of(code(f.name()), TypeNames.of(f.schema()), defaultOf(f), text(f.doc())))
                        .toList());
    }

    static void columns(Markdown page, Schema record, List<String> essential) {
        page.table(
                List.of("column", "type", "meaning"),
                record.getFields().stream()
                        .map(f -> List.of(
                                essential.contains(f.name()) ? "**" + code(f.name()) + "**" : code(f.name()),
                                TypeNames.of(f.schema()),
                                text(f.doc()) + platforms(f)))
                        .toList());
    }

    static void parameters(Markdown page, Schema record) {
        page.table(
                List.of("parameter", "label", "type", "default", "meaning"),
                record.getFields().stream()
                        .map(f -> List.of(
                                code(f.name()),
                                text(String.valueOf(f.getObjectProp("label"))),
                                TypeNames.of(f.schema()) + allowed(f),
                                f.hasDefaultValue() ? defaultOf(f) : "required",
                                text(f.doc()) + platforms(f)))
                        .toList());
    }

    /** The types that are nested in a record, each with its own table. */
    static void nested(Markdown page, int level, Collection<Schema> types) {
        for (Schema type : types) {
            page.heading(level, code(type.getName()));
            if (type.getType() == Schema.Type.ENUM) {
                List<String> symbols =
                        type.getEnumSymbols().stream().map(Markdown::code).toList();
                page.paragraph((type.getDoc() == null ? "" : text(type.getDoc()) + " ")
                        + "One of " + String.join(", ", symbols) + "."
                        + (type.getEnumDefault() == null
                                ? ""
                                : " A reader that does not know a value sees " + code(type.getEnumDefault()) + "."));
            } else {
                page.paragraph(text(type.getDoc()));
                fields(page, type);
            }
        }
    }

    private static String platforms(JsonProperties field) {
        return field.getObjectProp("platforms") instanceof List<?> some
                ? " (" + String.join(", ", some.stream().map(String::valueOf).toList()) + " only)"
                : "";
    }

    private static String allowed(Schema.Field field) {
        StringJoiner rules = new StringJoiner(", ", " (", ")").setEmptyValue("");
        List<List<String>> known = List.of(
                List.of("min", "at least "),
                List.of("max", "at most "),
                List.of("min_length", "characters at least "),
                List.of("max_length", "characters at most "),
                List.of("max_items", "entries at most "),
                List.of("format", "format "));
        for (List<String> rule : known) {
            Object value = field.getObjectProp(rule.get(0));
            if (value != null) {
                rules.add(rule.get(1) + value);
            }
        }
        return rules.toString();
    }

    private static String defaultOf(Schema.Field field) {
        if (!field.hasDefaultValue()) {
            return "";
        }
        Object value = field.defaultVal();
        return code(shown(value));
    }

    private static String shown(@Nullable Object value) {
        if (value == null || value == JsonProperties.NULL_VALUE) {
            return "null";
        }
        if (value instanceof Collection<?> list) {
            return new ArrayList<>(list).toString();
        }
        return value instanceof String s ? "\"" + s + "\"" : value.toString();
    }
}
