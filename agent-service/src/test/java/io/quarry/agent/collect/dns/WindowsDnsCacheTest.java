package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.natives.windows.DnsResolverCache.Answer;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsSource;
import org.junit.jupiter.api.Test;

/** What the DNS client's service says of a record. */
class WindowsDnsCacheTest {
    private static CachedRecord of(int section) {
        return WindowsDnsCache.record(new Answer("example.org.", 1, section, 60, "192.0.2.1"));
    }

    @Test
    void tellsTheSectionOfTheAnswer() {
        assertThat(of(1).section()).isEqualTo(CachedRecord.Section.ANSWER);
        assertThat(of(2).section()).isEqualTo(CachedRecord.Section.AUTHORITY);
        assertThat(of(3).section()).isEqualTo(CachedRecord.Section.ADDITIONAL);
        assertThat(of(0).section()).isNull();
        assertThat(of(1).on("eth0").section()).isEqualTo(CachedRecord.Section.ANSWER);
    }

    @Test
    void rowsHaveIt() throws StoppedException {
        GatheredRows<DnsCacheFinding> collected = new GatheredRows<>();
        DnsRows rows = new DnsRows(DnsSource.WINDOWS_CACHE, "cache", collected);
        rows.row(of(2));
        rows.row(of(0));
        assertThat(collected.rows()).extracting(DnsCacheFinding::getSection).containsExactly("AUTHORITY", null);
    }
}
