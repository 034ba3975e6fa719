package io.quarry.agent.selftest;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a job and a tool do not agree on.
 *
 * @param same how many facts both have
 * @param onlyOurs what the tool shows neither before nor after the job
 * @param onlyTheirs what the tool shows before and after the job, and the job does not
 */
record Difference(int same, Set<String> onlyOurs, Set<String> onlyTheirs) {

    /**
     * Things come and go while they are read: what the tool shows at one time only may be with the job or not.
     *
     * @param whole whether what only the job shows counts
     */
    static Difference of(Set<String> before, Set<String> ours, Set<String> after, boolean whole) {
        Set<String> missing = new TreeSet<>(before);
        missing.retainAll(after);
        missing.removeAll(ours);
        Set<String> ever = new TreeSet<>(before);
        ever.addAll(after);
        Set<String> same = new TreeSet<>(ours);
        same.retainAll(ever);
        Set<String> more = new TreeSet<>();
        if (whole) {
            more.addAll(ours);
            more.removeAll(ever);
        }
        return new Difference(same.size(), more, missing);
    }

    boolean none() {
        return onlyOurs.isEmpty() && onlyTheirs.isEmpty();
    }
}
