package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitOwner;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** All timers of systemd: of the system, of all users, of each user. */
final class TimerReader {
    private static final String SUFFIX = ".timer";
    private static final int MOST_MOUNTS = 1 << 24;

    private final Schedulers host;
    private final TimerStates states;
    private final TimerRows rows;

    TimerReader(Schedulers host, Starters starters) {
        this.host = host;
        states = TimerStates.ask(host);
        rows = new TimerRows(host, starters, states);
    }

    void read() throws StoppedException {
        ManagerUnits system = ManagerUnits.in(UnitFolders.system(), host);
        Set<String> wanted = system.wanted(SUFFIX);
        Set<String> names = new LinkedHashSet<>(system.names(SUFFIX));
        names.addAll(wanted);
        names.addAll(states.all().keySet());
        for (String name : names) {
            Optional<LoadedUnit> timer = system.load(name);
            if (timer.isPresent()) {
                rows.timer(timer.get(), system, wanted.contains(name), null);
            } else if (states.of(name).isPresent()) {
                rows.withoutFile(name, states.of(name).get(), system);
            }
            host.sink().checkpoint();
        }
        users();
    }

    private void users() throws StoppedException {
        ManagerUnits everyUser = ManagerUnits.in(UnitFolders.everyUser(), host);
        Set<String> wanted = everyUser.wanted(SUFFIX);
        Account any = new Account("", -1, -1, "/nonexistent");
        for (String name : everyUser.names(SUFFIX)) {
            Optional<LoadedUnit> timer = everyUser.load(name);
            if (timer.isPresent()) {
                rows.timer(timer.get(), everyUser, wanted.contains(name), any);
            }
        }
        NetworkMounts elsewhere = NetworkMounts.parse(host.files()
                .read("/proc/self/mountinfo", MOST_MOUNTS)
                .map(HostFiles.Contents::bytes)
                .orElse(new byte[0]));
        Set<String> homes = new HashSet<>();
        for (Account account : host.accounts().all()) {
            boolean own = account.home().startsWith("/") && account.home().length() > 1 && homes.add(account.home());
            if (own && elsewhere.hold(account.home())) {
                String detail = "on another host: timers of " + account.name() + " are not looked for";
                host.sink().problem(new Problem(account.home(), ProblemReason.SKIPPED, detail));
            } else if (own) {
                user(wanted, account);
            }
            host.sink().checkpoint();
        }
    }

    private void user(Set<String> wantedByAll, Account account) throws StoppedException {
        UnitFolders folders = UnitFolders.of(new UnitOwner(account.name(), account.uid(), account.home()));
        if (folders.existing(host.rooted()).paths().stream().noneMatch(folders::isOwn)) {
            return;
        }
        ManagerUnits all = ManagerUnits.in(folders, host);
        Set<String> names = new LinkedHashSet<>(all.ownNames(SUFFIX));
        Set<String> wanted = new HashSet<>(all.ownWanted(SUFFIX));
        names.addAll(wanted);
        wanted.addAll(wantedByAll);
        for (String name : names) {
            Optional<LoadedUnit> timer = all.load(name);
            if (timer.isPresent()) {
                rows.timer(timer.get(), all, wanted.contains(name), account);
            }
        }
    }
}
