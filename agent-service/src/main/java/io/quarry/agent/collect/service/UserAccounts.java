package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Accounts whose homes may hold units, and names of groups: passwd(5) and group(5). Pure. */
final class UserAccounts {
    private static final int PASSWD_FIELDS = 7;
    private static final int GROUP_FIELDS = 4;
    private static final int HOME = 5;

    private UserAccounts() {}

    /** One account for each home; lines that are no account are left out. */
    static List<UnitOwner> owners(byte[] passwd) {
        List<UnitOwner> owners = new ArrayList<>();
        Set<String> homes = new HashSet<>();
        for (String line : lines(passwd)) {
            String[] fields = line.split(":", -1);
            if (fields.length == PASSWD_FIELDS && isId(fields[2]) && fields[HOME].startsWith("/")) {
                String home = fields[HOME].replaceFirst("/+$", "");
                if (homes.add(home)) {
                    owners.add(new UnitOwner(fields[0], Long.parseLong(fields[2]), home));
                }
            }
        }
        return owners;
    }

    /** Names by number; of two with one number the first counts. */
    static Map<Long, String> groups(byte[] group) {
        Map<Long, String> names = new HashMap<>();
        for (String line : lines(group)) {
            String[] fields = line.split(":", -1);
            if (fields.length == GROUP_FIELDS && isId(fields[2])) {
                names.putIfAbsent(Long.valueOf(fields[2]), fields[0]);
            }
        }
        return names;
    }

    private static boolean isId(String text) {
        return text.matches("\\d{1,10}");
    }

    private static String[] lines(byte[] file) {
        return KernelText.decode(file, 0, file.length).split("\n", -1);
    }
}
