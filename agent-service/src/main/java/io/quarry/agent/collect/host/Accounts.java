package io.quarry.agent.collect.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Accounts of passwd(5) and shadow(5). The files, not the name service: that may ask a server, and a collector sends
 * nothing on the network. Accounts of a directory service therefore have no name here, and a problem says so.
 */
public final class Accounts {
    private static final int PASSWD_FIELDS = 7;
    private static final int SHADOW_EXPIRY = 7;

    private final Map<Long, Account> byId = new HashMap<>();

    /** @param mayLogIn false for a shell that refuses: nologin, false */
    public record Account(String name, String home, boolean mayLogIn) {}

    /** @param passwd the file; lines that are no account are left out, of two with one id the first counts */
    public static Accounts parse(byte[] passwd) {
        Accounts accounts = new Accounts();
        for (String line : lines(passwd)) {
            String[] fields = line.split(":", -1);
            if (fields.length == PASSWD_FIELDS && fields[2].matches("\\d{1,10}")) {
                Account account = new Account(fields[0], fields[5], !refuses(fields[6]));
                accounts.byId.putIfAbsent(Long.valueOf(fields[2]), account);
            }
        }
        return accounts;
    }

    /**
     * Names of the accounts that have expired. A locked password is no such thing: keys still log in.
     *
     * @param shadow the file
     * @param today days since 1970
     */
    public static Map<String, Boolean> expired(byte[] shadow, long today) {
        Map<String, Boolean> expired = new HashMap<>();
        for (String line : lines(shadow)) {
            String[] fields = line.split(":", -1);
            if (fields.length > SHADOW_EXPIRY) {
                String day = fields[SHADOW_EXPIRY];
                expired.put(fields[0], day.matches("\\d{1,9}") && Long.parseLong(day) <= today);
            }
        }
        return expired;
    }

    public Optional<Account> find(long uid) {
        return Optional.ofNullable(byId.get(uid));
    }

    private static boolean refuses(String shell) {
        return shell.endsWith("/nologin") || shell.endsWith("/false");
    }

    private static String[] lines(byte[] file) {
        return KernelText.decode(file, 0, file.length).split("\n", -1);
    }
}
