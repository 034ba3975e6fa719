package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsCacheParams;
import io.quarry.jobs.DnsSource;
import io.quarry.model.Problem;
import java.util.List;

/** All that one collection gave. */
record Collected(GatheredRows<DnsCacheFinding> all) {

    static Collected by(LinuxDnsCache collector) {
        GatheredRows<DnsCacheFinding> all = GatheredRows.of(collector, new DnsCacheParams());
        if (!(all.verdict() instanceof Verdict.Done)) {
            throw new AssertionError(all.verdict());
        }
        return new Collected(all);
    }

    List<DnsCacheFinding> rows() {
        return all.rows();
    }

    /** Of one source: name, type and data, or status where there is none. */
    List<String> of(DnsSource source) {
        return rows().stream()
                .filter(row -> row.getSource() == source)
                .map(Collected::text)
                .toList();
    }

    static String text(DnsCacheFinding row) {
        return row.getName() + " " + row.getType() + " " + (row.getData() == null ? row.getStatus() : row.getData());
    }

    List<Problem> problems() {
        return all.problems();
    }
}
