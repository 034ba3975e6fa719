package io.quarry.agent.collect.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names of the groups of group(5); the file, not the name service, for the reason given at {@link Accounts}. */
public final class GroupNames {
    private static final int LEAST_FIELDS = 3;

    private final Map<Long, String> byId = new HashMap<>();

    private GroupNames() {}

    /** @param group the file; lines that are no group are left out, of two with one id the first counts */
    public static GroupNames parse(byte[] group) {
        GroupNames groups = new GroupNames();
        for (String line : KernelText.decode(group, 0, group.length).split("\n", -1)) {
            String[] fields = line.split(":", LEAST_FIELDS + 1);
            if (fields.length >= LEAST_FIELDS && !fields[0].isEmpty() && fields[2].matches("\\d{1,10}")) {
                groups.byId.putIfAbsent(Long.valueOf(fields[2]), fields[0]);
            }
        }
        return groups;
    }

    public Optional<String> find(long gid) {
        return Optional.ofNullable(byId.get(gid));
    }
}
