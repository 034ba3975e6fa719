package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills in what the unit that a timer starts does: command, account, folder. */
final class StartedService {
    private static final String SECTION = "Service";
    /** See systemd.service(5): ignore failure, own argument zero, no expansion, privileges. */
    private static final String PREFIXES = "@-:+!|";

    private final Schedulers host;

    StartedService(Schedulers host) {
        this.host = host;
    }

    /** @param owner whose manager starts it; null for the system's */
    void fill(TaskRow row, String name, ManagerUnits units, @Nullable Account owner) throws StoppedException {
        row.columns().setUnit(name);
        LoadedUnit unit = name.endsWith(".service") ? units.load(name).orElse(null) : null;
        Account account = owner == null ? system(row, unit) : owner;
        if (owner != null && owner.name().isEmpty()) {
            row.absent("run_as", "whoever logs in: the manager of every user has it");
        } else if (owner != null) {
            row.columns().setRunAs(owner.name());
        }
        if (unit == null) {
            String why = name.endsWith(".service") ? "no file of " + name + " was found" : "it starts no service";
            row.absent("command", why);
            row.absent("arguments", why);
            return;
        }
        unit.notes().forEach(row::note);
        if (unit.masked()) {
            row.disabled(name + " is masked");
        }
        unit.last(SECTION, "WorkingDirectory").ifPresent(row.columns()::setWorkingDirectory);
        row.environment(environment(unit));
        List<String> commands = unit.all(SECTION, "ExecStart");
        if (commands.isEmpty()) {
            row.absent("command", name + " starts no command");
            row.absent("arguments", name + " starts no command");
            return;
        }
        command(row, commands, account);
        writable(row, unit, account);
    }

    private @Nullable Account system(TaskRow row, @Nullable LoadedUnit unit) {
        if (unit == null) {
            row.absent("run_as", "the unit it starts has no file");
            return null;
        }
        Optional<String> user = unit.last(SECTION, "User");
        if (user.isPresent() && user.get().matches("\\d{1,10}")) {
            Account account = host.accounts().find(Long.parseLong(user.get())).orElse(null);
            row.columns().setRunAs(account == null ? user.get() : account.name());
            return account;
        }
        if (unit.flag(SECTION, "DynamicUser")) {
            row.columns().setRunAs(user.orElse(unit.prefix()));
            row.absent("run_as", "an account made for each start");
            return null;
        }
        return host.runAs(row, user.orElse("root"));
    }

    private static List<String> environment(LoadedUnit unit) {
        List<String> settings = new ArrayList<>(unit.all(SECTION, "Environment"));
        unit.all(SECTION, "EnvironmentFile").forEach(file -> settings.add("EnvironmentFile=" + file));
        return settings;
    }

    private void command(TaskRow row, List<String> commands, @Nullable Account account) throws StoppedException {
        String line = commands.get(0);
        int start = 0;
        while (start < line.length() && PREFIXES.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        boolean named = line.substring(0, start).contains("@");
        ShellCommand first = ShellCommand.parse(line.substring(start));
        String arguments = first.arguments();
        row.command(first.program(), named ? ShellCommand.parse(arguments).arguments() : arguments);
        if (commands.size() > 1) {
            row.absent(
                    "command",
                    "the first of " + commands.size() + ": then "
                            + String.join("; ", commands.subList(1, commands.size())));
        }
        if (first.program().isEmpty()
                || first.program().contains("$")
                || first.program().contains("%")) {
            row.absent("image_path", "worked out when it starts: " + first.program());
        } else {
            host.images().fill(row, first.program(), StartedImage.SYSTEMD_PATH, null, account);
        }
    }

    private void writable(TaskRow row, LoadedUnit unit, @Nullable Account account) {
        WritableByOthers writable = new WritableByOthers(host.files());
        unit.files().stream()
                .map(file -> writable.withFolders(file, account))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(why -> row.anomaly(io.quarry.jobs.TaskAnomaly.WRITABLE_BY_OTHERS, why));
    }
}
