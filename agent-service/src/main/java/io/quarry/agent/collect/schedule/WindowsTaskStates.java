package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.TaskService;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler's service adds to tasks' files and cache: the next start, the state, starts missed. It is believed in nothing
 * else: an attacker who hides a task hides it from the service first.
 */
final class WindowsTaskStates implements AutoCloseable {
    private static final String SERVICE = "Task Scheduler service";
    private static final LocalDateTime FIRST_DAY = LocalDateTime.of(1899, 12, 30, 0, 0);
    private static final int YEAR_OF_NEVER = 1999; // what the service says of a task that never ran
    private static final double MOST_DAYS = 2_958_466; // the year 10000
    private static final long SECONDS_PER_DAY = 86_400;

    private final @Nullable TaskService service;
    private final String whyNot;

    private WindowsTaskStates(@Nullable TaskService service, String whyNot) {
        this.service = service;
        this.whyNot = whyNot;
    }

    /** Asks for the service; without it what only it knows is missing, and the sink is told. */
    static WindowsTaskStates open(FindingSink<?> sink) {
        try {
            return new WindowsTaskStates(TaskService.open(), "");
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of(SERVICE, e));
            return new WindowsTaskStates(null, "the scheduler's service does not answer: " + e.getMessage());
        } catch (LinkageError e) {
            sink.problem(WindowsProblems.missing(SERVICE, e));
            return new WindowsTaskStates(null, "this Windows has no scheduler's service: " + e.getMessage());
        }
    }

    /** Fills what the service knows of the row's task. */
    void fill(TaskRow row) {
        if (service == null) {
            row.absent("next_run, missed_runs", whyNot);
            return;
        }
        try (TaskService.Task task = service.find(row.columns().getPath())) {
            ask(row, "state", () -> state(row, task.state()));
            ask(row, "next_run", () -> row.nextRun(instant(task.nextRun()), "it does not start by time"));
            ask(row, "missed_runs", () -> row.columns().setMissedRuns((long) task.missedRuns()));
            if (row.columns().getLastRun() == null) {
                ask(row, "last_run", () -> lastRun(row, task));
            }
        } catch (WindowsCallException e) {
            Problem problem = WindowsProblems.of("next_run, missed_runs", e);
            row.note(problem.getItem(), problem.getReason(), "the service does not show it: " + e.getMessage());
        }
    }

    /** A question to the service. */
    private interface Question {
        void put() throws WindowsCallException;
    }

    private static void ask(TaskRow row, String column, Question question) {
        try {
            question.put();
        } catch (WindowsCallException e) {
            row.note(WindowsProblems.of(column, e));
        } catch (IllegalArgumentException e) {
            row.note(WindowsProblems.malformed(column, e));
        }
    }

    private static void state(TaskRow row, int state) {
        row.columns().setState(word(state));
        if (row.columns().getEnabled() == null && state != 0) {
            row.columns().setEnabled(state != 1);
        }
    }

    /** TASK_STATE; null for one that is unknown to the service itself. */
    static @Nullable String word(int state) {
        return switch (state) {
            case 1 -> "DISABLED";
            case 2 -> "QUEUED";
            case 3 -> "READY";
            case 4 -> "RUNNING";
            default -> null;
        };
    }

    private static void lastRun(TaskRow row, TaskService.Task task) throws WindowsCallException {
        row.columns().setLastRun(instant(task.lastRun()));
        if (row.columns().getLastRun() != null) {
            row.columns().setLastResult((long) task.lastResult());
        }
    }

    private static @Nullable Instant instant(double date) {
        return instant(date, ZoneId.systemDefault()).orElse(null);
    }

    /**
     * A DATE of OLE automation, to the second.
     *
     * @param date days since 1899-12-30, local time
     * @return empty for one that stands for never
     * @throws IllegalArgumentException when it is no day of the calendar
     */
    static Optional<Instant> instant(double date, ZoneId zone) {
        if (!(date >= 0 && date < MOST_DAYS)) {
            throw new IllegalArgumentException("a time of " + date + " days");
        }
        LocalDateTime local = FIRST_DAY.plusSeconds(Math.round(date * SECONDS_PER_DAY));
        return local.getYear() <= YEAR_OF_NEVER
                ? Optional.empty()
                : Optional.of(local.atZone(zone).toInstant());
    }

    /** Makes rows of tasks that the service alone has. @param known paths, in any case */
    void rest(Set<String> known, WindowsTaskRows rows, FindingSink<?> sink) throws StoppedException {
        if (service == null) {
            return;
        }
        service.each(new TaskService.Visitor<StoppedException>() {
            @Override
            public void task(String path, TaskService.Task task) throws WindowsCallException, StoppedException {
                sink.checkpoint();
                if (!known.contains(path)) {
                    only(path, task.xml(), rows, sink);
                }
            }

            @Override
            public void failed(String folder, WindowsCallException failure) {
                Problem problem = WindowsProblems.of(SERVICE + ", " + folder, failure);
                if (problem.getReason() == ProblemReason.NOT_AVAILABLE) {
                    sink.note(problem); // a service that can't list: files and cache are what there is
                } else {
                    sink.problem(problem);
                }
            }
        });
    }

    private static void only(String path, String xml, WindowsTaskRows rows, FindingSink<?> sink)
            throws StoppedException {
        try {
            rows.ofService(path, TaskXml.parse(xml.getBytes(StandardCharsets.UTF_16)));
        } catch (MalformedTextException e) {
            sink.problem(new Problem(SERVICE + ", " + path, ProblemReason.MALFORMED, e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
