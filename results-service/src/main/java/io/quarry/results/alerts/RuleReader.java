package io.quarry.results.alerts;

import io.quarry.results.query.RefusedQueryException;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one rule from JSON and collects everything that is wrong with it. */
final class RuleReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final List<String> KINDS = List.of("query", "stack", "diff");
    private static final List<String> FIELDS =
            List.of("description", "hunt", "job", "webhook", "query", "stack", "diff");
    private static final String COUNT = "must be a whole number, 1 or more";

    private final JobCatalogue catalogue;
    private final Violations violations = new Violations();

    private RuleReader(JobCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @throws RefusedQueryException with all that is wrong */
    static AlertRule read(String name, JsonNode body, JobCatalogue catalogue) {
        RuleReader reader = new RuleReader(catalogue);
        AlertRule rule = reader.rule(name, body);
        if (!reader.violations.isEmpty()) {
            throw new RefusedQueryException(reader.violations.list());
        }
        return rule;
    }

    private AlertRule rule(String name, JsonNode body) {
        if (!NAME.matcher(name).matches()) {
            violations.add("name", name, "must be 1 to 100 letters, digits, '.', '_' and '-', a letter or digit first");
        }
        if (!body.isObject()) {
            violations.add("(body)", body, "must be an object with one of " + KINDS);
        }
        known(body, "", FIELDS);
        @Nullable String job = text(body, "", "job");
        if (job != null && catalogue.find(job).isEmpty()) {
            violations.add(
                    "job",
                    job,
                    "must be one of "
                            + catalogue.jobs().stream().map(j -> j.name()).toList());
        }
        return new AlertRule(
                name, text(body, "", "description"), text(body, "", "hunt"), job, condition(body), webhook(body));
    }

    private Condition condition(JsonNode body) {
        List<String> given = KINDS.stream().filter(body::hasNonNull).toList();
        String kind = given.size() == 1 ? given.get(0) : "";
        if (kind.isEmpty()) {
            violations.add("(body)", given, "must have exactly one of " + KINDS);
        } else if (!body.path(kind).isObject()) {
            violations.add(kind, body.path(kind), "must be an object");
        }
        JsonNode of = body.path(kind);
        return switch (kind) {
            case "stack" -> stack(of);
            case "diff" -> diff(of);
            default -> query(of, kind.isEmpty());
        };
    }

    private Condition query(JsonNode of, boolean missing) {
        known(of, "query.", List.of("name", "min_rows"));
        String name = text(of, "query.", "name");
        if (name == null && !missing) {
            violations.add("query.name", null, "must be the name of a saved query");
        }
        Long rows = count(of, "query.", "min_rows");
        if (rows != null && rows > Evaluation.MOST) {
            violations.add("query.min_rows", rows, "must be at most " + Evaluation.MOST);
        }
        return new Condition.Query(name == null ? "" : name, rows == null ? 1 : rows);
    }

    private Condition stack(JsonNode of) {
        known(of, "stack.", List.of("by", "where", "max_assets", "baseline"));
        return new Condition.Stack(
                text(of, "stack.", "by"),
                text(of, "stack.", "where"),
                count(of, "stack.", "max_assets"),
                texts(of, "stack.", "baseline"));
    }

    private Condition diff(JsonNode of) {
        known(of, "diff.", List.of("by", "compare", "changes", "min_assets"));
        Set<Condition.Change> changes = EnumSet.noneOf(Condition.Change.class);
        for (String text : texts(of, "diff.", "changes")) {
            Stream.of(Condition.Change.values())
                    .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .ifPresentOrElse(
                            changes::add, () -> violations.add("diff.changes", text, "must be new, gone or changed"));
        }
        Long assets = count(of, "diff.", "min_assets");
        return new Condition.Diff(
                text(of, "diff.", "by"),
                text(of, "diff.", "compare"),
                changes.isEmpty() ? EnumSet.allOf(Condition.Change.class) : changes,
                assets == null ? 1 : assets);
    }

    private @Nullable URI webhook(JsonNode body) {
        String text = text(body, "", "webhook");
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        violations.add("webhook", text, "must be an address such as https://host/path, without a user and a #");
        return null;
    }

    private void known(JsonNode object, String prefix, List<String> fields) {
        object.propertyNames().stream()
                .filter(name -> !fields.contains(name))
                .forEach(name -> violations.add(prefix + name, object.get(name), "unknown; there are " + fields));
    }

    private @Nullable String text(JsonNode object, String prefix, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            violations.add(prefix + field, value, "must be a text that is not empty");
            return null;
        }
        return value.stringValue();
    }

    private @Nullable Long count(JsonNode object, String prefix, String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            violations.add(prefix + field, value, COUNT);
            return null;
        }
        return value.longValue();
    }

    private List<String> texts(JsonNode object, String prefix, String field) {
        JsonNode value = object.path(field);
        List<String> texts = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            violations.add(prefix + field, value, "must be a list of texts");
        }
        for (JsonNode item : value) {
            if (item.isString()) {
                texts.add(item.stringValue());
            } else {
                violations.add(prefix + field, item, "must be a text");
            }
        }
        return texts;
    }
}
