package io.quarry.results.alerts;

import io.quarry.results.query.DiffQueries;
import io.quarry.results.query.FindingScope;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.QueryTimeoutException;
import io.quarry.results.query.RefusedQueryException;
import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.SqlQueries;
import io.quarry.results.query.StackQueries;
import io.quarry.results.query.StackRequest;
import io.quarry.results.query.UnknownIdException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks what a rule asks, with the very questions that people ask. */
@Component
final class Evaluation {
    /** What is counted at most. */
    static final int MOST = PageRequest.MAX;

    private static final int SAMPLE = 10;
    /** Characters of one of them; of a longer one only its length is given. */
    private static final int SHOWN = 16_384;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ClosedRuns runs;
    private final SavedQueries saved;
    private final SqlQueries sql;
    private final StackQueries stacks;
    private final DiffQueries diffs;

    Evaluation(ClosedRuns runs, SavedQueries saved, SqlQueries sql, StackQueries stacks, DiffQueries diffs) {
        this.runs = runs;
        this.saved = saved;
        this.sql = sql;
        this.stacks = stacks;
        this.diffs = diffs;
    }

    /**
     * What a rule says of a run.
     *
     * @param raised whether somebody is to be told
     * @param matches rows, combinations or changes that it is about
     * @param sample the first of them, as JSON
     * @param problem why it can't be said; null when it can
     */
    record Verdict(
            boolean raised,
            long matches,
            List<String> sample,
            @Nullable String problem) {
        static Verdict of(Matches found, long least) {
            return new Verdict(found.count >= least, found.count, List.copyOf(found.sample), null);
        }
    }

    /** What was found so far. */
    private static final class Matches {
        private final List<String> sample = new ArrayList<>();
        private long count;

        void add(JsonNode match) {
            count++;
            if (sample.size() < SAMPLE) {
                String text = match.toString();
                sample.add(text.length() > SHOWN ? "{\"characters\":" + text.length() + "}" : text);
            }
        }
    }

    /**
     * A rule that can't be asked any more is a verdict, too: nobody shall wait for an alert that never comes.
     *
     * @throws io.quarry.results.query.UnansweredException when the store does not answer; it may later
     */
    Verdict of(AlertRule rule, ClosedRuns.Run run) {
        try {
            if (rule.condition() instanceof Condition.Query query) {
                return query(query, run);
            }
            if (rule.condition() instanceof Condition.Stack stack) {
                return stack(stack, run);
            }
            return diff((Condition.Diff) rule.condition(), run);
        } catch (RefusedQueryException e) {
            return failed(e.violations().get(0).getField() + " "
                    + e.violations().get(0).getMessage());
        } catch (UnknownIdException | QueryTimeoutException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private static Verdict failed(String problem) {
        return new Verdict(true, 0, List.of(), problem);
    }

    private Verdict query(Condition.Query query, ClosedRuns.Run run) {
        String text = saved.text(query.name(), run.id());
        JsonNode answer = json(out -> sql.answer(text, MOST, out));
        Matches matches = new Matches();
        for (JsonNode row : answer.path("rows")) {
            ObjectNode named = JSON.createObjectNode();
            for (int i = 0; i < row.size(); i++) {
                named.set(answer.path("columns").path(i).asString(), row.get(i));
            }
            matches.add(named);
        }
        return Verdict.of(matches, query.minRows());
    }

    /** The rarest come first, so that the first one that too many have is the end. */
    private Verdict stack(Condition.Stack stack, ClosedRuns.Run run) {
        StackRequest request =
                new StackRequest(FindingScope.run(run.id()), stack.by(), stack.where(), stack.baseline());
        Long most = stack.maxAssets();
        Predicate<JsonNode> rare = item -> most == null || item.path("assets").asLong() <= most;
        return Verdict.of(pages(page -> json(out -> stacks.stack(null, request, page, out)), rare, true), 1);
    }

    private Verdict diff(Condition.Diff diff, ClosedRuns.Run run) {
        Optional<String> earlier = runs.earlier(run.id());
        if (earlier.isEmpty()) {
            return new Verdict(false, 0, List.of(), null);
        }
        Predicate<JsonNode> wanted = item -> diff.changes().stream()
                .anyMatch(change -> item.path(change.field()).asLong() >= diff.minAssets());
        return Verdict.of(
                pages(
                        page -> json(out -> diffs.diff(run.id(), earlier.get(), diff.by(), diff.compare(), page, out)),
                        wanted,
                        false),
                1);
    }

    @FunctionalInterface
    private interface Question {
        JsonNode page(PageRequest page);
    }

    private static Matches pages(Question question, Predicate<JsonNode> wanted, boolean endsAtFirstOther) {
        Matches matches = new Matches();
        @Nullable String cursor = null;
        do {
            JsonNode page = question.page(new PageRequest(PageRequest.MAX, cursor));
            for (JsonNode item : page.path("items")) {
                if (wanted.test(item)) {
                    matches.add(item);
                } else if (endsAtFirstOther) {
                    return matches;
                }
            }
            JsonNode next = page.path("next");
            cursor = next.isString() ? next.stringValue() : null;
        } while (cursor != null && matches.count < MOST);
        return matches;
    }

    private static JsonNode json(Consumer<JsonGenerator> question) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            question.accept(out);
        }
        return JSON.readTree(text.toString());
    }
}
