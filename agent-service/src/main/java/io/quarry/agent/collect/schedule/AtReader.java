package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.HostFiles.Facts;
import io.quarry.jobs.TaskAnomaly;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Jobs that wait in the spool of at(1) and batch(1). */
final class AtReader {
    /** Debian; Red Hat and SUSE. */
    private static final List<String> SPOOLS = List.of("/var/spool/cron/atjobs", "/var/spool/at", "/var/spool/atjobs");

    private static final int MOST_BYTES = 1 << 20;
    private static final int OWNER_MAY_RUN = 0100;
    /** What decides which program runs. The rest of an environment is its owner's, with secrets among it. */
    private static final Set<String> TOLD = Set.of("PATH", "SHELL", "HOME", "ENV", "BASH_ENV", "IFS", "PYTHONPATH");

    private final Schedulers host;

    AtReader(Schedulers host) {
        this.host = host;
    }

    void read() throws StoppedException {
        for (String spool : SPOOLS) {
            host.files().<StoppedException>each(spool, file -> {
                AtJob.Name name = AtJob.Name.parse(file).orElse(null);
                if (name != null) {
                    job(spool + "/" + file, name);
                } else if (!file.startsWith(".")) {
                    Facts facts = host.files().ownFacts(spool + "/" + file).orElse(null);
                    if (facts != null && !facts.folder()) {
                        host.sink()
                                .problem(new Problem(spool + "/" + file, ProblemReason.SKIPPED, "not named as a job"));
                    }
                }
            });
        }
    }

    private void job(String file, AtJob.Name name) throws StoppedException {
        HostFiles.Contents contents = host.files().read(file, MOST_BYTES).orElse(null);
        if (contents == null) {
            return;
        }
        AtJob job = AtJob.parse(contents.bytes());
        ShellCommand shell = ShellCommand.parse(job.commands());
        TaskRow row = new TaskRow(TaskSource.AT, "job " + name.number(), file);
        row.command(shell.program(), shell.arguments());
        row.columns().setWorkingDirectory(job.workingDirectory());
        row.columns().setRegistered(contents.facts().modified());
        row.columns().setModified(contents.facts().modified());
        environment(row, job);
        row.trigger("TIME", "queue " + name.queue() + " at " + name.time(), null);
        row.absent("last_run", "a job of at runs once");
        Account account = runAs(row, contents.facts());
        enabled(row, name, job, contents.facts());
        row.nextRun(name.queue() == '=' ? null : name.time(), "it runs");
        if (!name.time().isAfter(host.now()) && name.queue() != '=') {
            row.absent("next_run", late(name));
        }
        new WritableByOthers(host.files())
                .alone(file, account)
                .ifPresent(why -> row.anomaly(TaskAnomaly.WRITABLE_BY_OTHERS, why));
        if (shell.isOfShell()) {
            row.absent("image_path", "a construct of the shell: " + shell.program());
        } else {
            host.images().fill(row, shell.program(), searchPath(job), job.workingDirectory(), account);
        }
        host.hand(row);
    }

    private static String late(AtJob.Name name) {
        return Character.isUpperCase(name.queue()) || name.queue() == 'b'
                ? "its time has come: it waits for a low load"
                : "its time has passed: it starts when atd runs";
    }

    private Account runAs(TaskRow row, Facts facts) {
        Account account = host.accounts().find(facts.uid()).orElse(null);
        if (account == null) {
            row.columns().setRunAs(null);
            row.absent("run_as", "uid " + facts.uid() + " is not in /etc/passwd; no other database is asked");
            return new Account("", facts.uid(), facts.gid(), "/");
        }
        row.columns().setRunAs(account.name());
        return account;
    }

    private void enabled(TaskRow row, AtJob.Name name, AtJob job, Facts facts) {
        if (name.queue() == '=') {
            row.columns().setState("RUNNING");
        } else if ((facts.mode() & OWNER_MAY_RUN) == 0) {
            row.disabled("atd passes over a file that is not executable: at was writing it");
        } else if (job.uid() == null) {
            row.disabled("atd refuses a file that at did not write");
        } else if (job.uid() != facts.uid()) {
            row.disabled("atd refuses it: it names uid " + job.uid() + " and belongs to uid " + facts.uid());
        } else if (facts.links() > 2) {
            row.disabled("atd refuses a file with several hard links");
        }
    }

    private static void environment(TaskRow row, AtJob job) {
        List<String> told = new ArrayList<>();
        for (String setting : job.environment()) {
            String name = setting.substring(0, setting.indexOf('='));
            if (TOLD.contains(name) || name.startsWith("LD_")) {
                told.add(setting);
            }
        }
        row.environment(told);
        int untold = job.environment().size() - told.size();
        if (untold > 0) {
            row.note("environment", ProblemReason.SKIPPED, untold + " more that do not decide what is run");
        }
    }

    private static List<String> searchPath(AtJob job) {
        return job.environment().stream()
                .filter(setting -> setting.startsWith("PATH="))
                .map(setting -> List.of(setting.substring("PATH=".length()).split(":", -1)))
                .findFirst()
                .orElse(StartedImage.CRON_PATH);
    }
}
