package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsCacheParams;
import io.quarry.jobs.DnsSource;
import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** All that one collection gave. */
final class Collected implements FindingSink<DnsCacheFinding> {
    private final List<DnsCacheFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    static Collected by(LinuxDnsCache collector) {
        Collected collected = new Collected();
        try {
            Verdict verdict = collector.collect(new DnsCacheParams(), collected);
            if (!(verdict instanceof Verdict.Done)) {
                throw new AssertionError(verdict);
            }
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return collected;
    }

    List<DnsCacheFinding> rows() {
        return rows;
    }

    /** Of one source: name, type and data, or status where there is none. */
    List<String> of(DnsSource source) {
        return rows.stream()
                .filter(row -> row.getSource() == source)
                .map(Collected::text)
                .toList();
    }

    static String text(DnsCacheFinding row) {
        return row.getName() + " " + row.getType() + " " + (row.getData() == null ? row.getStatus() : row.getData());
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(DnsCacheFinding finding) {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
