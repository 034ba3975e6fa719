package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.GroupNames;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Names of owners and groups by id; remembers the last, since neighbours mostly have the same. */
final class Owners {
    private final LongFunction<Owner> users;
    private final LongFunction<Owner> groups;
    private Owner user;
    private Owner group;

    /**
     * An id and what it is called.
     *
     * @param name null when no file knows it, with a problem
     */
    record Owner(Long id, @Nullable String name, @Nullable Problem problem) {
        static Owner of(String column, long id, @Nullable String name) {
            return new Owner(
                    id,
                    name,
                    name != null
                            ? null
                            : new Problem(column, ProblemReason.NOT_AVAILABLE, "no local database knows id " + id));
        }
    }

    Owners(Accounts accounts, GroupNames names) {
        users = id -> Owner.of(
                "owner", id, accounts.find(id).map(Accounts.Account::name).orElse(null));
        groups = id -> Owner.of("group", id, names.find(id).orElse(null));
        user = users.apply(0);
        group = groups.apply(0);
    }

    Owner user(long uid) {
        if (user.id() != uid) {
            user = users.apply(uid);
        }
        return user;
    }

    Owner group(long gid) {
        if (group.id() != gid) {
            group = groups.apply(gid);
        }
        return group;
    }
}
