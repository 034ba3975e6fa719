package io.quarry.results.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the scheduler found wrong with a hunt, by field of the form.
 *
 * @param detail in a sentence; empty when nothing is wrong
 * @param list each thing
 */
public record Complaints(String detail, List<Complaint> list) {
    static final Complaints NONE = new Complaints("", List.of());

    private static final Map<String, String> PREFIXES =
            Map.of("parameters.", "p.", "schedule.", "", "limits.", "", "rails.", "");

    public Complaints {
        list = List.copyOf(list);
    }

    /**
     * @param field of the form
     * @param value as given; empty when there was none
     * @param message what is wrong and what is allowed
     */
    public record Complaint(String field, String value, String message) {}

    static Complaints of(Hunts.Reply reply) {
        List<Complaint> list = new ArrayList<>();
        for (JsonNode violation : reply.body().path("violations")) {
            list.add(new Complaint(
                    field(Show.text(violation, "field")),
                    Show.text(violation, "value"),
                    Show.text(violation, "message")));
        }
        String detail =
                list.isEmpty() ? reply.detail() : "Not saved: " + Show.counted(list.size(), "thing") + " to put right.";
        return new Complaints(detail, list);
    }

    public boolean none() {
        return detail.isEmpty();
    }

    /** What is wrong with one field. */
    public String about(String field) {
        return String.join(
                "; ",
                list.stream()
                        .filter(c -> c.field().equals(field))
                        .map(Complaint::message)
                        .toList());
    }

    /** Whether something is wrong in a part of the form, which must not stay folded then. */
    public boolean any(Collection<String> fields) {
        return fields.stream().anyMatch(this::has);
    }

    public boolean has(String field) {
        return !about(field).isEmpty();
    }

    /** {@code schedule.on[0]} is the field {@code on}, {@code targets.os[1]} belongs to the targets. */
    private static String field(String path) {
        if (path.startsWith("targets")) {
            return "targets";
        }
        String field = path.replaceAll("\\[.*", "");
        for (var prefix : PREFIXES.entrySet()) {
            if (field.startsWith(prefix.getKey())) {
                return prefix.getValue() + field.substring(prefix.getKey().length());
            }
        }
        return field;
    }
}
