package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.KernelText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file in which systemd keeps the state of a session, user or seat under /run/systemd: lines {@code NAME=value}, values
 * with C escapes, or quoted as a shell would. Private to systemd, and the same since version 30 but for new names.
 */
final class StateFile {
    private static final int MOST = 1_000;

    private final Map<String, String> values;

    private StateFile(Map<String, String> values) {
        this.values = values;
    }

    /** Lines that are no assignment are left out; of two with one name the last counts. */
    static StateFile parse(byte[] bytes) {
        Map<String, String> values = new HashMap<>();
        for (String line : KernelText.decode(bytes, 0, bytes.length).split("\n", -1)) {
            int sign = line.indexOf('=');
            boolean named = sign > 0 && line.charAt(0) >= 'A' && line.charAt(0) <= 'Z';
            if (named && (values.size() < MOST)) {
                values.put(line.substring(0, sign), unescaped(unquoted(line.substring(sign + 1))));
            }
        }
        return new StateFile(values);
    }

    /** Empty when it is not there, or has no value. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    OptionalLong number(String name) {
        String value = values.get(name);
        return value != null && value.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    @Nullable
    Boolean flag(String name) {
        String value = values.get(name);
        return value == null ? null : Boolean.valueOf(value.equals("1") || value.equals("yes"));
    }

    private static String unquoted(String value) {
        String bare = value.strip();
        boolean quoted = bare.length() >= 2
                && (bare.charAt(0) == '"' || bare.charAt(0) == '\'')
                && bare.charAt(bare.length() - 1) == bare.charAt(0);
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }

    /** Undoes what systemd's cescape() does; an escape that it does not write stays. */
    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            char kind = c == '\\' && at + 1 < value.length() ? value.charAt(at + 1) : '\0';
            String plain = plain(value, at, kind);
            text.append(plain == null ? String.valueOf(c) : plain);
            at += plain == null ? 1 : length(kind);
        }
        return text.toString();
    }

    private static @Nullable String plain(String value, int at, char kind) {
        return switch (kind) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '"', '\'', '$', '`' -> String.valueOf(kind);
            case 'x' -> code(value, at + 2, at + 4, 16);
            case '0', '1', '2', '3' -> code(value, at + 1, at + 4, 8);
            default -> null;
        };
    }

    private static int length(char kind) {
        return kind == 'x' || Character.isDigit(kind) ? 4 : 2;
    }

    private static @Nullable String code(String value, int from, int to, int radix) {
        if (to > value.length()) {
            return null;
        }
        int code = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(value.charAt(i), radix);
            if (digit < 0) {
                return null;
            }
            code = code * radix + digit;
        }
        return code == 0 || code > 0x7e ? null : String.valueOf((char) code); // bytes of UTF-8 stay as they are written
    }
}
