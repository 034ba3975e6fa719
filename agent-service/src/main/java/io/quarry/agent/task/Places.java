package io.quarry.agent.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who runs and who hangs. An attempt that shows no sign of life keeps no place, so that the next task begins; how many of
 * one job may hang at the same time is bounded, so that the other jobs always have threads and memory. Not safe for use by many
 * threads.
 */
final class Places {
    /** At once: two, so that a long hunt does not hold up a short one. */
    static final int PARALLEL = 2;
    /** Threads of one job that may hang before no more of its tasks begin. */
    static final int HANGING_OF_A_JOB = 4;

    private final Map<String, Attempt> running = new LinkedHashMap<>();
    private final List<Attempt> hanging = new ArrayList<>();

    /** Whether there is one for another attempt. */
    boolean free() {
        return running.values().stream().filter(attempt -> !attempt.isSilent()).count() < PARALLEL;
    }

    /** Whether a task of the job may begin, be it only to end at once because too many of it hang for good. */
    boolean mayBegin(String job) {
        long silent =
                of(job, running.values().stream()).filter(Attempt::isSilent).count();
        return hung(job) >= HANGING_OF_A_JOB || hung(job) + silent < HANGING_OF_A_JOB;
    }

    /** How many threads of the job hang although their tasks have ended. */
    long hung(String job) {
        return of(job, hanging.stream()).filter(Attempt::hangs).count();
    }

    void take(Attempt attempt) {
        running.put(attempt.task().id(), attempt);
    }

    void leave(Attempt attempt) {
        running.remove(attempt.task().id(), attempt);
        hanging.removeIf(other -> !other.hangs());
        if (attempt.hangs()) {
            hanging.add(attempt);
        }
    }

    Optional<Attempt> find(String taskId) {
        return Optional.ofNullable(running.get(taskId));
    }

    List<Attempt> running() {
        return List.copyOf(running.values());
    }

    private static Stream<Attempt> of(String job, Stream<Attempt> attempts) {
        return attempts.filter(attempt -> attempt.task().command().getJob().equals(job));
    }
}
