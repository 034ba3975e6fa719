package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostZone;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.agent.collect.host.units.UnitScan;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host as its schedulers see it while a task runs: files, accounts, time. */
final class Schedulers {
    private static final int MOST_PASSWD = 1 << 24;
    private static final List<String> SIGNS_OF_CRONIE =
            List.of("/usr/bin/cronnext", "/usr/sbin/crond", "/etc/sysconfig/crond");

    private static final int MOST_UNITS = 100_000;
    private static final int MOST_REMEMBERED = 10_000;

    private final HostFiles files;
    private final RootedFiles rooted;
    private final Set<Problem> said = new HashSet<>();
    private final FindingSink<ScheduledTaskFinding> sink;
    private final AccountNames accounts;
    private final @Nullable ZoneId zone;
    private final Instant now;
    private final StartedImage images;
    private final CronDialect dialect;

    Schedulers(Path root, FindingSink<ScheduledTaskFinding> sink, Instant now) {
        this.sink = sink;
        this.now = now;
        files = new HostFiles(root, sink);
        rooted = new RootedFiles(root);
        accounts = AccountNames.parse(files.readLinked("/etc/passwd", MOST_PASSWD)
                .map(HostFiles.Contents::bytes)
                .orElse(new byte[0]));
        zone = HostZone.read(files).orElse(null);
        if (zone == null) {
            sink.problem(new Problem("/etc/localtime", ProblemReason.NOT_AVAILABLE, "its zone has no known name"));
        }
        images = new StartedImage(root, files, sink);
        dialect = SIGNS_OF_CRONIE.stream().anyMatch(files::exists) ? CronDialect.CRONIE : CronDialect.DEBIAN;
    }

    HostFiles files() {
        return files;
    }

    /** The same files, with links followed as the host's own processes follow them. */
    RootedFiles rooted() {
        return rooted;
    }

    UnitScan unitScan() {
        return new UnitScan(rooted, sink, MOST_UNITS);
    }

    /** Says a problem that several tasks may have in common. */
    void problemOnce(Problem problem) {
        if (said.size() < MOST_REMEMBERED && said.add(problem)) {
            sink.problem(problem);
        }
    }

    FindingSink<ScheduledTaskFinding> sink() {
        return sink;
    }

    AccountNames accounts() {
        return accounts;
    }

    /** Null when it has no name that is known: times cannot be computed then. */
    @Nullable
    ZoneId zone() {
        return zone;
    }

    Instant now() {
        return now;
    }

    StartedImage images() {
        return images;
    }

    CronDialect dialect() {
        return dialect;
    }

    /** Fills in the account that a task runs as; @return what is known of it */
    @Nullable
    Account runAs(TaskRow row, String user) {
        row.columns().setRunAs(user);
        Optional<Account> account = accounts.find(user);
        if (account.isEmpty()) {
            row.absent("run_as", user + " is not in /etc/passwd; no other database is asked");
        }
        return account.orElse(null);
    }

    void hand(TaskRow row) throws StoppedException {
        sink.row(row.finished());
        sink.checkpoint();
    }
}
