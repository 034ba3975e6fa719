package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.host.AccountNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An account whose own manager runs units. */
public record UnitOwner(String name, long uid, String home) {

    /** One for each home, as the first account has it. */
    public static List<UnitOwner> of(AccountNames accounts) {
        List<UnitOwner> owners = new ArrayList<>();
        Set<String> homes = new HashSet<>();
        for (AccountNames.Account account : accounts.all()) {
            String home = account.home().replaceFirst("/+$", "");
            if (account.home().startsWith("/") && homes.add(home)) {
                owners.add(new UnitOwner(account.name(), account.uid(), home));
            }
        }
        return owners;
    }
}
