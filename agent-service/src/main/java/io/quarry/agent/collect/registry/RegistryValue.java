package io.quarry.agent.collect.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data of a value as people read it, by its type (winnt.h); the same for hives and live keys.
 *
 * @param text null for binary data, and where the bytes do not fit the type
 * @param base64 of types that are binary, and wherever the text does not say all bytes
 * @param oddity why the bytes are not what the type promises
 */
record RegistryValue(
        String type,
        @Nullable String text,
        @Nullable String base64,
        @Nullable String oddity) {
    private static final String[] NAMES = {
        "REG_NONE",
        "REG_SZ",
        "REG_EXPAND_SZ",
        "REG_BINARY",
        "REG_DWORD",
        "REG_DWORD_BIG_ENDIAN",
        "REG_LINK",
        "REG_MULTI_SZ",
        "REG_RESOURCE_LIST",
        "REG_FULL_RESOURCE_DESCRIPTOR",
        "REG_RESOURCE_REQUIREMENTS_LIST",
        "REG_QWORD"
    };
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The name of a type; its number, unsigned, where it has none. */
    static String typeName(int type) {
        return isNamed(type) ? NAMES[type] : Integer.toUnsignedString(type);
    }

    static boolean isNamed(int type) {
        return type >= 0 && type < NAMES.length;
    }

    static RegistryValue of(int type, byte[] data) {
        return switch (type) {
            case 1, 2 -> string(typeName(type), data);
            case 6 -> link(data);
            case 7 -> strings(data);
            case 4 -> number(typeName(type), data, Integer.BYTES);
            case 5 -> number(typeName(type), data, Integer.BYTES);
            case 11 -> number(typeName(type), data, Long.BYTES);
            default -> new RegistryValue(typeName(type), null, base64(data), null);
        };
    }

    /** Ends with the first NUL; programs that read it see no more, so what follows is in the Base64 form alone. */
    private static RegistryValue string(String type, byte[] data) {
        int end = end(data, 0);
        String text = HiveText.utf16(data, 0, end);
        String oddity = null;
        if (!onlyZeros(data, end)) {
            oddity = "bytes behind the end of the text, or half a character: all of them are in data_base64";
        } else if (!HiveText.isSound(data, 0, end)) {
            oddity = "half a surrogate pair: the bytes are in data_base64";
        }
        return new RegistryValue(type, text, oddity == null ? null : base64(data), oddity);
    }

    /** A link's target is counted, not ended by a NUL. */
    private static RegistryValue link(byte[] data) {
        boolean sound = HiveText.isSound(data, 0, data.length);
        return new RegistryValue(
                typeName(6),
                HiveText.utf16(data, 0, data.length),
                sound ? null : base64(data),
                sound ? null : "half a character: the bytes are in data_base64");
    }

    /** One string a line. Empty ones count, but for the one that ends the list: PendingFileRenameOperations has them. */
    private static RegistryValue strings(byte[] data) {
        List<String> lines = new ArrayList<>();
        boolean plain = HiveText.isSound(data, 0, data.length);
        int at = 0;
        while (at + 1 < data.length) {
            int end = end(data, at);
            String line = HiveText.utf16(data, at, end);
            plain &= line.indexOf('\n') < 0;
            lines.add(line);
            at = end + 2;
        }
        int last = lines.size() - 1;
        if (last >= 0 && lines.get(last).isEmpty()) {
            lines.remove(last);
        }
        return new RegistryValue(
                typeName(7),
                String.join("\n", lines),
                plain ? null : base64(data),
                plain ? null : "a line end or half a character in a string: the bytes are in data_base64");
    }

    private static RegistryValue number(String type, byte[] data, int size) {
        if (data.length != size) {
            return new RegistryValue(
                    type, null, base64(data), size + " bytes expected, there are " + data.length + ": see data_base64");
        }
        if (size == Long.BYTES) {
            return new RegistryValue(type, Long.toUnsignedString((long) LONG.get(data, 0)), null, null);
        }
        int value = (int) INT.get(data, 0);
        boolean reversed = type.equals(NAMES[5]);
        return new RegistryValue(
                type, Integer.toUnsignedString(reversed ? Integer.reverseBytes(value) : value), null, null);
    }

    /** Where the next NUL character is, or the end of the whole characters. */
    private static int end(byte[] data, int from) {
        int end = from;
        while (end + 1 < data.length && (data[end] != 0 || data[end + 1] != 0)) {
            end += 2;
        }
        return end;
    }

    private static boolean onlyZeros(byte[] data, int from) {
        for (int i = from; i < data.length; i++) {
            if (data[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static String base64(byte[] data) {
        return Base64.getEncoder().encodeToString(data);
    }
}
