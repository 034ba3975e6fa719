package io.quarry.agent.collect.schedule;

import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.jobs.TaskTrigger;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A finding in the making. */
final class TaskRow {
    private static final int MOST_SETTINGS = 100;

    private final ScheduledTaskFinding finding = new ScheduledTaskFinding();
    private final List<Problem> notes = new ArrayList<>();
    private final List<TaskTrigger> triggers = new ArrayList<>();
    private final TreeSet<TaskAnomaly> anomalies = new TreeSet<>();
    private final List<String> details = new ArrayList<>();

    TaskRow(TaskSource source, String name, String file) {
        finding.setSource(source);
        finding.setName(name);
        finding.setPath(file);
        finding.setSourceFile(file);
        finding.setEnabled(true);
        finding.setEnvironment(List.of());
    }

    ScheduledTaskFinding columns() {
        return finding;
    }

    /** Why a column is empty or means less than it seems; the task is no less complete for it. */
    void note(String column, ProblemReason reason, String detail) {
        notes.add(new Problem(column, reason, detail));
    }

    void note(Problem problem) {
        notes.add(problem);
    }

    /** The same, for a value that this kind of task does not have. */
    void absent(String column, String why) {
        note(column, ProblemReason.NOT_AVAILABLE, why);
    }

    void anomaly(TaskAnomaly anomaly, String detail) {
        anomalies.add(anomaly);
        details.add(anomaly + ": " + detail);
    }

    boolean hasAnomaly(TaskAnomaly anomaly) {
        return anomalies.contains(anomaly);
    }

    void trigger(String type, String text, @Nullable String repetition) {
        TaskTrigger trigger = new TaskTrigger();
        trigger.setType(type);
        trigger.setText(text);
        trigger.setRepetition(repetition);
        triggers.add(trigger);
    }

    /** It does not start. */
    void disabled(String why) {
        finding.setEnabled(false);
        absent("enabled", why);
    }

    void command(String program, String arguments) {
        finding.setCommand(program);
        finding.setArguments(arguments);
    }

    void nextRun(@Nullable Instant next, String whyNot) {
        finding.setNextRun(next);
        if (next == null) {
            absent("next_run", whyNot);
        }
    }

    void environment(List<String> settings) {
        boolean many = settings.size() > MOST_SETTINGS;
        finding.setEnvironment(List.copyOf(many ? settings.subList(0, MOST_SETTINGS) : settings));
        if (many) {
            note("environment", ProblemReason.LIMIT, "the first " + MOST_SETTINGS + " of " + settings.size());
        }
    }

    /** The finding as it is to be handed on. */
    ScheduledTaskFinding finished() {
        if (!Boolean.TRUE.equals(finding.getEnabled()) && finding.getNextRun() != null) {
            finding.setNextRun(null);
            absent("next_run", "it is not enabled");
        }
        if (finding.getState() == null) {
            finding.setState(Boolean.TRUE.equals(finding.getEnabled()) ? "READY" : "DISABLED");
        }
        finding.setTriggers(triggers);
        finding.setAnomaly(new ArrayList<>(anomalies));
        finding.setAnomalyDetail(details);
        finding.setProblems(notes);
        return finding;
    }
}
