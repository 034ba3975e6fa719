package io.quarry.agent.collect.host.windows;

import java.util.Arrays;
import java.util.Map;

/** Security identifiers, [MS-DTYP] 2.4.2, and the two letters that SDDL has for some. */
public final class Sid {
    private static final int MOST = 15;
    private static final int HEADER = 8;
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("S-1-1-0", "WD"),
            Map.entry("S-1-3-0", "CO"),
            Map.entry("S-1-3-1", "CG"),
            Map.entry("S-1-3-4", "OW"),
            Map.entry("S-1-5-2", "NU"),
            Map.entry("S-1-5-4", "IU"),
            Map.entry("S-1-5-6", "SU"),
            Map.entry("S-1-5-7", "AN"),
            Map.entry("S-1-5-9", "ED"),
            Map.entry("S-1-5-10", "PS"),
            Map.entry("S-1-5-11", "AU"),
            Map.entry("S-1-5-12", "RC"),
            Map.entry("S-1-5-18", "SY"),
            Map.entry("S-1-5-19", "LS"),
            Map.entry("S-1-5-20", "NS"),
            Map.entry("S-1-5-33", "WR"),
            Map.entry("S-1-5-32-544", "BA"),
            Map.entry("S-1-5-32-545", "BU"),
            Map.entry("S-1-5-32-546", "BG"),
            Map.entry("S-1-5-32-547", "PU"),
            Map.entry("S-1-5-32-548", "AO"),
            Map.entry("S-1-5-32-549", "SO"),
            Map.entry("S-1-5-32-550", "PO"),
            Map.entry("S-1-5-32-551", "BO"),
            Map.entry("S-1-5-32-552", "RE"),
            Map.entry("S-1-5-32-554", "RU"),
            Map.entry("S-1-5-32-555", "RD"),
            Map.entry("S-1-5-32-556", "NO"),
            Map.entry("S-1-5-32-558", "MU"),
            Map.entry("S-1-5-32-559", "LU"),
            Map.entry("S-1-5-32-568", "IS"),
            Map.entry("S-1-5-32-569", "CY"),
            Map.entry("S-1-15-2-1", "AC"),
            Map.entry("S-1-16-4096", "LW"),
            Map.entry("S-1-16-8192", "ME"),
            Map.entry("S-1-16-8448", "MP"),
            Map.entry("S-1-16-12288", "HI"),
            Map.entry("S-1-16-16384", "SI"));

    private Sid() {}

    /** @throws IllegalArgumentException when none lies there */
    public static String parse(byte[] bytes, int at) {
        if (at < 0 || at > bytes.length - HEADER) {
            throw new IllegalArgumentException("an identifier at byte " + at + " of " + bytes.length);
        }
        int count = bytes[at + 1] & 0xff;
        if (count > MOST || bytes.length - at - HEADER < count * Integer.BYTES) {
            throw new IllegalArgumentException("an identifier of " + count + " parts at byte " + at);
        }
        long authority = 0;
        for (int i = 2; i < HEADER; i++) {
            authority = authority << Byte.SIZE | bytes[at + i] & 0xff;
        }
        StringBuilder out =
                new StringBuilder("S-").append(bytes[at] & 0xff).append('-').append(authority);
        for (int i = 0; i < count; i++) {
            int part = at + HEADER + i * Integer.BYTES;
            long number = bytes[part] & 0xff
                    | (bytes[part + 1] & 0xff) << 8
                    | (bytes[part + 2] & 0xff) << 16
                    | (bytes[part + 3] & 0xffL) << 24;
            out.append('-').append(number);
        }
        return out.toString();
    }

    /** The binary form of one as text. @throws IllegalArgumentException when it is none */
    public static byte[] parseText(String sid) {
        String[] parts = sid.split("-", -1);
        if (parts.length < 3 || parts.length - 3 > MOST || !parts[0].equalsIgnoreCase("S")) {
            throw new IllegalArgumentException("no identifier: " + sid);
        }
        byte[] bytes = new byte[HEADER + (parts.length - 3) * Integer.BYTES];
        bytes[0] = (byte) Integer.parseInt(parts[1]);
        bytes[1] = (byte) (parts.length - 3);
        long authority = Long.parseLong(parts[2]);
        for (int i = 2; i < HEADER; i++) {
            bytes[i] = (byte) (authority >>> (HEADER - 1 - i) * Byte.SIZE);
        }
        for (int i = 3; i < parts.length; i++) {
            int part = Integer.parseUnsignedInt(parts[i]);
            for (int b = 0; b < Integer.BYTES; b++) {
                bytes[HEADER + (i - 3) * Integer.BYTES + b] = (byte) (part >>> b * Byte.SIZE);
            }
        }
        return bytes;
    }

    /** The binary form by itself. @throws IllegalArgumentException when none lies there */
    public static byte[] bytes(byte[] bytes, int at) {
        parse(bytes, at);
        return Arrays.copyOfRange(bytes, at, at + HEADER + (bytes[at + 1] & 0xff) * Integer.BYTES);
    }

    /** Two letters for those that are the same on every machine, the identifier itself for others. */
    public static String alias(String sid) {
        return ALIASES.getOrDefault(sid, sid);
    }
}
