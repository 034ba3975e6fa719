package io.quarry.agent.collect.registry;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.quarry.agent.collect.host.windows.Sid;
import io.quarry.agent.natives.windows.AccountLookup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A root of the live registry, through one of the views that programs of 64 and 32 bit have of it. */
final class LivePlace {
    private static final Pattern USER = Pattern.compile("(?i)(S-1-[0-9-]+)(_Classes)?");

    private final LiveRoot root;
    private final int bits;
    private final String ownSid;
    private final AccountLookup accounts;

    /** Whose part of the registry it is. */
    record Owner(String sid, @Nullable String name) {}

    /** @param ownSid the account's that this process runs as */
    LivePlace(LiveRoot root, int bits, String ownSid, AccountLookup accounts) {
        this.root = root;
        this.bits = bits;
        this.ownSid = ownSid;
        this.accounts = accounts;
    }

    LiveRoot root() {
        return root;
    }

    int bits() {
        return bits;
    }

    /** Whether its keys are really others'. */
    boolean isView() {
        return bits == 32 || root == LiveRoot.HKCR || root == LiveRoot.HKCC;
    }

    /** Whose a key is, for HKCU and HKU. */
    Optional<Owner> owner(String path) {
        if (root == LiveRoot.HKCU) {
            return Optional.of(owned(ownSid));
        }
        if (root != LiveRoot.HKU) {
            return Optional.empty();
        }
        int end = path.indexOf('\\');
        Matcher user = USER.matcher(end < 0 ? path : path.substring(0, end));
        return user.matches() ? Optional.of(owned(user.group(1))) : Optional.empty();
    }

    private Owner owned(String sid) {
        try {
            String name = accounts.find(Sid.parseText(sid), sid)
                    .map(AccountLookup.Name::toString)
                    .orElse(null);
            return new Owner(sid, name);
        } catch (IllegalArgumentException e) {
            return new Owner(sid, null);
        }
    }
}
