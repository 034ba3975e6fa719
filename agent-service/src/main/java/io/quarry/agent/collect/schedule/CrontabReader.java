package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostFiles.Facts;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All crontabs: the system's, those of packages, those of users. */
final class CrontabReader {
    private static final String SYSTEM = "/etc/crontab";
    private static final String PACKAGES = "/etc/cron.d";
    /** Debian, Red Hat and SUSE; of folders that are links to another one it is enough to read the other. */
    private static final List<String> SPOOLS =
            List.of("/var/spool/cron/crontabs", "/var/spool/cron", "/var/spool/cron/tabs");

    private static final int MOST_BYTES = 1 << 21;
    private static final int MOST_MALFORMED = 20;
    private static final int GROUP_OR_OTHERS = 0022;
    private static final int PERMISSIONS = 07777;

    private final Schedulers host;
    private final CronRows rows;

    CrontabReader(Schedulers host, Starters starters) {
        this.host = host;
        this.rows = new CronRows(host, starters);
    }

    void read() throws StoppedException {
        table(new CronTable(SYSTEM, TaskSource.CRONTAB, null, systemFault(SYSTEM)), true);
        host.files().<StoppedException>each(PACKAGES, name -> {
            String file = PACKAGES + "/" + name;
            if (host.files().facts(file).filter(Facts::folder).isEmpty() && !name.equals(".placeholder")) {
                String why = host.dialect().readsName(name) ? systemFault(file) : "cron ignores files of such a name";
                table(new CronTable(file, TaskSource.CRON_D, null, why), true);
            }
        });
        for (String spool : SPOOLS) {
            host.files().<StoppedException>each(spool, name -> {
                String file = spool + "/" + name;
                if (host.files().ownFacts(file).filter(Facts::folder).isEmpty()) {
                    table(new CronTable(file, TaskSource.USER_CRONTAB, name, userFault(file, name)), false);
                }
            });
        }
    }

    private void table(CronTable table, boolean linked) throws StoppedException {
        HostFiles files = host.files();
        Optional<HostFiles.Contents> contents =
                linked ? files.readLinked(table.file(), MOST_BYTES) : files.read(table.file(), MOST_BYTES);
        if (contents.isEmpty()) {
            return;
        }
        byte[] bytes = contents.get().bytes();
        String syntax = host.dialect() == CronDialect.DEBIAN && table.whyIgnored() == null
                ? CrontabLines.whyIgnored(bytes, table.user() == null)
                : null;
        CronTable whole = syntax == null ? table : table.ignored("cron ignores the whole file: " + syntax);
        CronSettings settings = new CronSettings();
        int malformedLines = 0;
        CrontabLines lines = new CrontabLines(bytes, table.user() == null, host.dialect());
        for (Optional<CrontabLine> next = lines.next(); next.isPresent(); next = lines.next()) {
            CrontabLine line = next.get();
            if (line instanceof CrontabLine.Setting setting) {
                settings.set(setting.name(), setting.value());
            } else if (line instanceof CrontabLine.Job job) {
                rows.job(whole, contents.get().facts(), job, settings);
            } else if (line instanceof CrontabLine.Malformed malformed && table.whyIgnored() == null) {
                malformed(table, malformed, ++malformedLines);
            }
            host.sink().checkpoint();
        }
    }

    /** A file that is no crontab at all is not told line by line. */
    private void malformed(CronTable table, CrontabLine.Malformed line, int count) {
        if (count <= MOST_MALFORMED) {
            String last = count == MOST_MALFORMED ? "; others are not told" : "";
            String detail = "line " + line.number() + ": " + line.why() + last;
            host.sink().problem(new Problem(table.file(), ProblemReason.MALFORMED, detail));
        }
    }

    /** What keeps Debian's cron from reading a system crontab; cronie is as strict unless it is told not to be. */
    private @Nullable String systemFault(String file) {
        Facts link = host.files().ownFacts(file).orElse(null);
        Facts facts = host.files().facts(file).orElse(null);
        if (facts == null || link == null) {
            return null;
        }
        if (facts.uid() != 0 || link.uid() != 0) {
            return "cron ignores a system crontab that does not belong to root";
        }
        return (facts.mode() & GROUP_OR_OTHERS) != 0
                ? "cron ignores a system crontab that others may write to"
                : linked(facts);
    }

    private @Nullable String userFault(String file, String user) {
        Facts facts = host.files().ownFacts(file).orElse(null);
        if (facts == null) {
            return null;
        }
        if (user.startsWith(".") || user.startsWith("tmp.")) {
            return "cron ignores files of such a name";
        }
        Account account = host.accounts().find(user).orElse(null);
        if (account != null && facts.uid() != 0 && facts.uid() != account.uid()) {
            return "cron ignores a crontab that belongs to somebody else";
        }
        boolean private0600 = host.dialect() == CronDialect.DEBIAN
                ? (facts.mode() & PERMISSIONS) == 0600
                : (facts.mode() & 07533) == 0400;
        return private0600
                ? linked(facts)
                : "cron ignores a crontab with mode " + String.format("%04o", facts.mode() & PERMISSIONS);
    }

    private static @Nullable String linked(Facts facts) {
        return facts.links() == 1 ? null : "cron ignores a crontab with several hard links";
    }
}
