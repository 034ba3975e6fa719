package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles.Facts;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import java.util.List;
import java.util.Optional;

/** The scripts of /etc/cron.daily and its like, which a line of a crontab or of an anacrontab runs one after another. */
final class PeriodicFolders {
    private static final List<String> FOLDERS =
            List.of("/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly", "/etc/cron.yearly");
    private static final int EXECUTABLE = 0111;

    private final Schedulers host;
    private final Starters starters;
    private final WritableByOthers writable;

    PeriodicFolders(Schedulers host, Starters starters) {
        this.host = host;
        this.starters = starters;
        this.writable = new WritableByOthers(host.files());
    }

    void read() throws StoppedException {
        for (String folder : FOLDERS) {
            host.files().<StoppedException>each(folder, name -> {
                Facts facts = host.files().facts(folder + "/" + name).orElse(null);
                if (facts == null) {
                    missing(folder, name);
                } else if (facts.regular() && !name.equals(".placeholder")) {
                    script(folder, name, facts);
                }
            });
        }
    }

    private TaskRow row(String folder, String name) {
        TaskRow row = new TaskRow(TaskSource.CRON_D, name, folder + "/" + name);
        row.command(folder + "/" + name, "");
        row.absent("last_run", "the scripts of a folder leave no record");
        return row;
    }

    private void script(String folder, String name, Facts facts) throws StoppedException {
        TaskRow row = row(folder, name);
        row.columns().setModified(facts.modified());
        Optional<Starters.Starter> starter = starters.of(folder);
        Account account = host.runAs(row, starter.map(Starters.Starter::user).orElse("root"));
        if (!CronDialect.partRuns(host.dialect(), name)) {
            row.disabled("run-parts passes over files of such a name");
        } else if ((facts.mode() & EXECUTABLE) == 0) {
            row.disabled("run-parts passes over files that are not executable");
        } else if (starter.isEmpty()) {
            row.absent("enabled", "no line of a crontab or anacrontab was found that runs " + folder);
        }
        starter.ifPresent(by -> row.trigger("CRON", by.text(), null));
        row.nextRun(starter.map(Starters.Starter::nextRun).orElse(null), "it is not known when " + folder + " is run");
        if (host.zone() != null) {
            row.columns().setTimeZone(host.zone().getId());
        }
        host.images().fill(row, folder + "/" + name, StartedImage.CRON_PATH, null, account);
        host.hand(row);
    }

    /** A link that leads nowhere. */
    private void missing(String folder, String name) throws StoppedException {
        TaskRow row = row(folder, name);
        row.disabled("it is a link that leads nowhere");
        row.nextRun(null, "there is nothing to run");
        row.anomaly(TaskAnomaly.COMMAND_MISSING, folder + "/" + name);
        host.runAs(row, "root");
        writable.withFolders(folder, null).ifPresent(why -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, why));
        host.hand(row);
    }
}
