package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.AccountNames.Account;
import io.quarry.agent.collect.host.HostFiles;
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
        UnitFolders system = UnitFolders.system(host.files());
        Set<String> wanted = system.wanted(SUFFIX);
        Set<String> names = new LinkedHashSet<>(system.names(SUFFIX));
        names.addAll(wanted);
        names.addAll(states.all().keySet());
        for (String name : names) {
            Optional<Unit> timer = system.load(name);
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
        UnitFolders everyUser = UnitFolders.everyUser(host.files());
        Set<String> wanted = everyUser.wanted(SUFFIX);
        Account any = new Account("", -1, -1, "/nonexistent");
        for (String name : everyUser.names(SUFFIX)) {
            Optional<Unit> timer = everyUser.load(name);
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
                user(everyUser, wanted, account);
            }
            host.sink().checkpoint();
        }
    }

    private void user(UnitFolders everyUser, Set<String> wantedByAll, Account account) throws StoppedException {
        UnitFolders all = everyUser.andOf(account.home(), account.uid());
        UnitFolders own = all.only(account.home(), account.uid());
        Set<String> names = new LinkedHashSet<>(own.names(SUFFIX));
        if (names.isEmpty() && own.wanted(SUFFIX).isEmpty()) {
            return;
        }
        Set<String> wanted = new HashSet<>(own.wanted(SUFFIX));
        names.addAll(wanted);
        wanted.addAll(wantedByAll);
        for (String name : names) {
            Optional<Unit> timer = all.load(name);
            if (timer.isPresent()) {
                rows.timer(timer.get(), all, wanted.contains(name), account);
            }
        }
    }
}
