package io.quarry.agent.collect.host.windows;

import java.util.Set;

/** Whose power over the machine is meant: accounts that are its administrators, or Windows itself. */
public final class Administrators {
    private static final Set<String> KNOWN = Set.of(
            "S-1-5-18", // SYSTEM
            "S-1-5-19", // LOCAL SERVICE: Windows' own services
            "S-1-5-20", // NETWORK SERVICE
            "S-1-5-32-544", // Administrators
            "S-1-3-0", // CREATOR OWNER: whoever may create it already
            "S-1-3-4", // OWNER RIGHTS: the owner is spoken of by himself
            "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"); // TrustedInstaller

    private Administrators() {}

    /** @param sid as text */
    public static boolean include(String sid) {
        return KNOWN.contains(sid)
                || sid.startsWith("S-1-5-80-") // services' own
                || sid.startsWith("S-1-5-21-")
                        && (sid.endsWith("-500") || sid.endsWith("-512") || sid.endsWith("-519")); // RIDs of winnt.h
    }
}
