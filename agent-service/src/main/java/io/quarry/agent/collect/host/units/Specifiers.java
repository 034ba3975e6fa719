package io.quarry.agent.collect.host.units;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands in for the {@code %} specifiers of systemd.unit(5). Those that only the manager knows stay as they are. */
public final class Specifiers {
    private static final int LONGEST = 1 << 16;

    private final Map<Character, String> values;

    private Specifiers(Map<Character, String> values) {
        this.values = values;
    }

    /**
     * @param host what holds for every unit of one manager, see {@link #host}
     * @param fragment path of the unit file, null when there is none
     */
    public static Specifiers of(UnitName name, @Nullable String fragment, Map<Character, String> host) {
        Map<Character, String> values = new HashMap<>(host);
        String instance = name.instance() == null ? "" : name.instance();
        String prefix = name.prefix();
        String last = prefix.substring(prefix.lastIndexOf('-') + 1);
        values.put('p', prefix);
        values.put('P', unescape(prefix));
        if (!name.isTemplate()) { // of a template it is not known what they will be
            values.put('n', name.text());
            values.put('N', name.text().substring(0, name.text().lastIndexOf('.')));
            values.put('i', instance);
            values.put('I', unescape(instance));
            values.put(
                    'f', "/" + unescape(instance.isEmpty() ? prefix : instance).replaceFirst("^/", ""));
        }
        values.put('j', last);
        values.put('J', unescape(last));
        if (fragment != null) {
            values.put('y', fragment);
            values.put('Y', fragment.substring(0, Math.max(0, fragment.lastIndexOf('/'))));
        }
        return new Specifiers(values);
    }

    /** Folders of the system's manager, and who runs it; of a user's with a home; of that of any user what they share. */
    public static Map<Character, String> host(UnitFolders folders) {
        Optional<UnitOwner> owner = folders.owner();
        Map<Character, String> values = new HashMap<>();
        values.put('%', "%");
        values.put('T', "/tmp");
        values.put('V', "/var/tmp");
        if (owner.isEmpty() && folders.users()) {
            return values;
        }
        if (owner.isEmpty()) {
            values.putAll(Map.of('t', "/run", 'S', "/var/lib", 'C', "/var/cache", 'L', "/var/log", 'E', "/etc"));
            values.putAll(Map.of('u', "root", 'U', "0", 'g', "root", 'G', "0", 'h', "/root", 's', "/bin/sh"));
            return values;
        }
        UnitOwner user = owner.get();
        values.put('t', "/run/user/" + user.uid());
        values.putAll(Map.of('u', user.name(), 'U', String.valueOf(user.uid()), 'h', user.home()));
        values.putAll(Map.of(
                'S', user.home() + "/.local/state", 'C', user.home() + "/.cache", 'E', user.home() + "/.config"));
        values.put('L', user.home() + "/.local/state/log");
        return values;
    }

    public String expand(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < LONGEST; i++) {
            char c = text.charAt(i);
            String value = c == '%' && i + 1 < text.length() ? values.get(text.charAt(i + 1)) : null;
            if (value == null) {
                out.append(c);
            } else {
                out.append(value);
                i++;
            }
        }
        return out.toString();
    }

    /** Undoes systemd-escape(1): {@code -} is {@code /}, {@code \xNN} a byte. */
    public static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith("\\x", i) && i + 3 < text.length()) {
                int high = Character.digit(text.charAt(i + 2), 16);
                int low = Character.digit(text.charAt(i + 3), 16);
                if (high >= 0 && low >= 0) {
                    out.append((char) (high * 16 + low));
                    i += 3;
                    continue;
                }
            }
            out.append(c == '-' ? '/' : c);
        }
        return out.toString();
    }
}
