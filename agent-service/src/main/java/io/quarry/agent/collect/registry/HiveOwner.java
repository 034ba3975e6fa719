package io.quarry.agent.collect.registry;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.quarry.agent.collect.host.windows.SecurityText;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose hive an offline one is. The file does not say so outright: a user's classes have his identifier in the name of their
 * root key, and the root of his other hive grants access to one account of a domain or machine. His name is in the path.
 */
record HiveOwner(@Nullable String sid, @Nullable String name) {
    private static final HiveOwner NOBODY = new HiveOwner(null, null);
    private static final Pattern CLASSES = Pattern.compile("(?i)(S-1-[0-9-]+)_Classes");
    private static final Pattern ACCOUNT = Pattern.compile("S-1-5-21-[0-9]+-[0-9]+-[0-9]+-([0-9]+)|S-1-12-1-[0-9-]+");
    private static final Pattern PROFILE =
            Pattern.compile("(?i).*\\\\(?:users|documents and settings)\\\\([^\\\\]+)\\\\.*");
    private static final int FIRST_GROUP = 512; // of a domain's well-known ones, up to 572
    private static final int LAST_GROUP = 572;

    /** @param descriptor security descriptor of the root key, empty when it cannot be read */
    static HiveOwner of(HiveKind kind, String root, byte[] descriptor, @Nullable String file) {
        Matcher classes = CLASSES.matcher(root);
        if (kind != HiveKind.USER && kind != HiveKind.CLASSES) {
            return NOBODY;
        }
        return new HiveOwner(classes.matches() ? classes.group(1) : account(descriptor), profile(file));
    }

    private static @Nullable String account(byte[] descriptor) {
        Set<String> accounts = new LinkedHashSet<>();
        for (String sid : SecurityText.trustees(descriptor)) {
            Matcher account = ACCOUNT.matcher(sid);
            if (account.matches() && !isGroup(account.group(1))) {
                accounts.add(sid);
            }
        }
        return accounts.size() == 1 ? accounts.iterator().next() : null;
    }

    private static boolean isGroup(@Nullable String relative) {
        if (relative == null || relative.length() > 3) {
            return false;
        }
        int number = Integer.parseInt(relative);
        return number >= FIRST_GROUP && number <= LAST_GROUP;
    }

    private static @Nullable String profile(@Nullable String file) {
        Matcher profile = PROFILE.matcher(file == null ? "" : file);
        return profile.matches() ? profile.group(1) : null;
    }
}
