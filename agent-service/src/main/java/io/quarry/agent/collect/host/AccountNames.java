package io.quarry.agent.collect.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accounts of passwd(5) by name. As {@link Accounts}: the file, not the name service. */
public final class AccountNames {
    private static final int FIELDS = 7;

    private final Map<String, Account> byName = new LinkedHashMap<>();

    public record Account(String name, long uid, long gid, String home) {}

    /** @param passwd the file; lines that are no account are left out, of two with one name the first counts */
    public static AccountNames parse(byte[] passwd) {
        AccountNames accounts = new AccountNames();
        for (String line : KernelText.decode(passwd, 0, passwd.length).split("\n", -1)) {
            String[] fields = line.split(":", -1);
            if (fields.length == FIELDS && fields[2].matches("\\d{1,10}") && fields[3].matches("\\d{1,10}")) {
                Account account =
                        new Account(fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]);
                accounts.byName.putIfAbsent(account.name, account);
            }
        }
        return accounts;
    }

    public Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<Account> find(long uid) {
        return byName.values().stream().filter(account -> account.uid == uid).findFirst();
    }

    public Collection<Account> all() {
        return byName.values();
    }
}
