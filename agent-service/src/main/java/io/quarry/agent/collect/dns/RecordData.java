package io.quarry.agent.collect.dns;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The data of records in zone file form; types that it does not know as RFC 3597 has it: {@code \# length hexadecimal}. */
final class RecordData {
    private static final String[] SERVICE_KEYS = {
        "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"
    };

    private RecordData() {}

    /** @param in at the data, which is all that is left */
    static String text(int type, WireCursor in) throws DnsFormatException {
        String text =
                switch (type) {
                    case 1 -> address(in, 4);
                    case 28 -> address(in, 16);
                    case 2, 5, 12, 39 -> in.name();
                    case 6 ->
                        in.name() + " " + in.name() + " " + in.u32() + " " + in.u32() + " " + in.u32() + " " + in.u32()
                                + " " + in.u32();
                    case 13, 16, 99 -> strings(in);
                    case 15, 18 -> in.u16() + " " + in.name();
                    case 17 -> in.name() + " " + in.name();
                    case 33 -> in.u16() + " " + in.u16() + " " + in.u16() + " " + in.name();
                    case 35 ->
                        in.u16() + " " + in.u16() + " " + in.string() + " " + in.string() + " " + in.string() + " "
                                + in.name();
                    case 43, 59 -> in.u16() + " " + in.u8() + " " + in.u8() + " " + hex(in);
                    case 44 -> in.u8() + " " + in.u8() + " " + hex(in);
                    case 48, 60 -> in.u16() + " " + in.u8() + " " + in.u8() + " " + base64(in);
                    case 52, 53 -> in.u8() + " " + in.u8() + " " + in.u8() + " " + hex(in);
                    case 64, 65 -> service(in);
                    case 256 -> in.u16() + " " + in.u16() + " " + in.quoted(in.left());
                    case 257 -> authority(in);
                    default -> "\\# " + in.left() + (in.left() > 0 ? " " + hex(in) : "");
                };
        if (in.left() > 0) {
            throw new DnsFormatException(in.left() + " bytes too many in data of type " + RecordTypes.name(type));
        }
        return text;
    }

    private static String address(WireCursor in, int bytes) throws DnsFormatException {
        return AddressText.format(in.take(bytes));
    }

    private static String strings(WireCursor in) throws DnsFormatException {
        StringBuilder out = new StringBuilder();
        while (in.left() > 0) {
            out.append(out.isEmpty() ? "" : " ").append(in.string());
        }
        return out.toString();
    }

    private static String authority(WireCursor in) throws DnsFormatException {
        int flags = in.u8();
        String tag = in.string();
        return flags + " " + tag.substring(1, tag.length() - 1) + " " + in.quoted(in.left());
    }

    /** RFC 9460. */
    private static String service(WireCursor in) throws DnsFormatException {
        StringBuilder out = new StringBuilder().append(in.u16()).append(' ').append(in.name());
        while (in.left() > 0) {
            int key = in.u16();
            byte[] value = in.take(in.u16());
            out.append(' ').append(key < SERVICE_KEYS.length ? SERVICE_KEYS[key] : "key" + key);
            String text = serviceValue(key, new WireCursor(value, 0, value.length));
            out.append(text.isEmpty() ? "" : "=").append(text);
        }
        return out.toString();
    }

    private static String serviceValue(int key, WireCursor in) throws DnsFormatException {
        StringBuilder out = new StringBuilder();
        while (in.left() > 0) {
            out.append(out.isEmpty() ? "" : ",");
            switch (key) {
                case 0 -> {
                    int named = in.u16();
                    out.append(named < SERVICE_KEYS.length ? SERVICE_KEYS[named] : "key" + named);
                }
                case 1 -> {
                    String protocol = in.string();
                    out.append(protocol, 1, protocol.length() - 1);
                }
                case 3 -> out.append(in.u16());
                case 4 -> out.append(address(in, 4));
                case 6 -> out.append(address(in, 16));
                case 5 -> out.append(base64(in));
                default -> out.append(in.quoted(in.left()));
            }
        }
        return out.toString();
    }

    private static String hex(WireCursor in) throws DnsFormatException {
        return HexFormat.of().formatHex(in.take(in.left())).toUpperCase(Locale.ROOT);
    }

    private static String base64(WireCursor in) throws DnsFormatException {
        return Base64.getEncoder().encodeToString(in.take(in.left()));
    }
}
