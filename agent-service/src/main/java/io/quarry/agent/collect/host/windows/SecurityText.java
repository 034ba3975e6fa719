package io.quarry.agent.collect.host.windows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A self-relative security descriptor ([MS-DTYP] 2.4.6) as SDDL ([MS-DTYP] 2.5.1). */
public final class SecurityText {
    private static final int HEADER = 20;
    private static final int DACL_PRESENT = 0x4;
    private static final int SACL_PRESENT = 0x10;
    private static final int MOST_ENTRIES = 4_096;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final String[] ENTRY_FLAGS = {"OI", "CI", "NP", "IO", "ID", "", "SA", "FA"};

    private final byte[] bytes;
    private final SddlRights rights;

    private SecurityText(byte[] bytes, SddlRights rights) {
        this.bytes = bytes;
        this.rights = rights;
    }

    /**
     * The whole descriptor.
     *
     * @param rights of the kind of object it is of
     * @throws IllegalArgumentException when a part lies outside, or is none
     */
    public static String of(byte[] descriptor, SddlRights rights) {
        return new SecurityText(descriptor, rights).text();
    }

    /**
     * An entry of a list of access.
     *
     * @param type ACCESS_ALLOWED_ACE_TYPE 0, DENIED 1 and so on
     * @param flags how it is inherited; 8: it does not apply to the object itself
     * @param sid of whom, binary
     */
    public record AccessEntry(int type, int flags, int mask, byte[] sid) {}

    /**
     * Who may do what.
     *
     * @return null where there is no list, so that everybody may do everything
     * @throws IllegalArgumentException when a part lies outside, or is none
     */
    public static @Nullable List<AccessEntry> access(byte[] descriptor) {
        SecurityText text = new SecurityText(descriptor, SddlRights.OTHER);
        int dacl = text.i32(16);
        if ((text.u16(2) & DACL_PRESENT) == 0 || dacl == 0) {
            return null;
        }
        List<AccessEntry> found = new ArrayList<>();
        text.entries(dacl, (type, flags, mask, at) -> {
            int sid = type >= 5 && type <= 8 ? text.behindGuids(at) : at;
            found.add(new AccessEntry(type, flags, mask, Sid.bytes(descriptor, sid)));
        });
        return found;
    }

    /** Whose it is, binary; null when it says nobody's. @throws IllegalArgumentException when it lies outside */
    public static byte @Nullable [] owner(byte[] descriptor) {
        int at = new SecurityText(descriptor, SddlRights.OTHER).i32(4);
        return at == 0 ? null : Sid.bytes(descriptor, at);
    }

    /** Its primary group, as {@link #owner}. */
    public static byte @Nullable [] group(byte[] descriptor) {
        int at = new SecurityText(descriptor, SddlRights.OTHER).i32(8);
        return at == 0 ? null : Sid.bytes(descriptor, at);
    }

    private int behindGuids(int at) {
        int present = i32(at);
        return at + 4 + ((present & 1) != 0 ? 16 : 0) + ((present & 2) != 0 ? 16 : 0);
    }

    /** SIDs that the list of access names, in its order; empty when the descriptor cannot be read. */
    public static List<String> trustees(byte[] descriptor) {
        List<String> sids = new ArrayList<>();
        try {
            SecurityText text = new SecurityText(descriptor, SddlRights.OTHER);
            int dacl = text.i32(16);
            if (dacl != 0) {
                text.entries(dacl, (type, flags, mask, at) -> sids.add(Sid.parse(descriptor, at)));
            }
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        return sids;
    }

    private interface Entry {
        /** @param at place of the trustee, of the GUIDs in front of it for object entries */
        void entry(int type, int flags, int mask, int at);
    }

    private String text() {
        int control = u16(2);
        int owner = i32(4);
        int group = i32(8);
        StringBuilder out = new StringBuilder(128);
        if (owner != 0) {
            out.append("O:").append(Sid.alias(Sid.parse(bytes, owner)));
        }
        if (group != 0) {
            out.append("G:").append(Sid.alias(Sid.parse(bytes, group)));
        }
        if ((control & DACL_PRESENT) != 0) {
            out.append("D:").append(flags(control, 0x1000, 0x100, 0x400));
            list(out, i32(16));
        }
        if ((control & SACL_PRESENT) != 0) {
            out.append("S:").append(flags(control, 0x2000, 0x200, 0x800));
            list(out, i32(12));
        }
        return out.toString();
    }

    private static String flags(int control, int protect, int request, int inherited) {
        return ((control & protect) != 0 ? "P" : "")
                + ((control & request) != 0 ? "AR" : "")
                + ((control & inherited) != 0 ? "AI" : "");
    }

    private void list(StringBuilder out, int at) {
        if (at == 0) {
            out.append("NO_ACCESS_CONTROL"); // everybody may do everything
            return;
        }
        entries(at, (type, flags, mask, trustee) -> entry(out, type, flags, mask, trustee));
    }

    private void entries(int at, Entry entry) {
        int count = u16(at + 4);
        int place = at + 8;
        if (count > MOST_ENTRIES) {
            throw new IllegalArgumentException(count + " entries");
        }
        for (int i = 0; i < count; i++) {
            int size = u16(place + 2);
            if (size < 8) {
                throw new IllegalArgumentException("an entry of " + size + " bytes");
            }
            entry.entry(u8(place), u8(place + 1), i32(place + 4), place + 8);
            place += size;
        }
    }

    private void entry(StringBuilder out, int type, int flags, int mask, int at) {
        out.append('(').append(entryType(type)).append(';');
        for (int i = 0; i < ENTRY_FLAGS.length; i++) {
            out.append((flags >>> i & 1) != 0 ? ENTRY_FLAGS[i] : "");
        }
        out.append(';');
        if (type == 0x11) {
            integrity(out, mask);
        } else {
            out.append(rights.text(mask));
        }
        int trustee = at;
        out.append(';');
        if (type >= 5 && type <= 8) { // object entries: flags, then the GUIDs that these say are there
            int present = i32(at);
            trustee += 4;
            if ((present & 1) != 0) {
                out.append(guid(trustee));
                trustee += 16;
            }
            out.append(';');
            if ((present & 2) != 0) {
                out.append(guid(trustee));
                trustee += 16;
            }
        } else {
            out.append(';');
        }
        out.append(';').append(Sid.alias(Sid.parse(bytes, trustee))).append(')');
    }

    private static String entryType(int type) {
        return switch (type) {
            case 0 -> "A";
            case 1 -> "D";
            case 2 -> "AU";
            case 3 -> "AL";
            case 5 -> "OA";
            case 6 -> "OD";
            case 7 -> "OU";
            case 8 -> "OL";
            case 9 -> "XA";
            case 10 -> "XD";
            case 13 -> "XU";
            case 0x11 -> "ML";
            case 0x12 -> "RA";
            case 0x13 -> "SP";
            default -> "0x" + Integer.toHexString(type);
        };
    }

    private static void integrity(StringBuilder out, int mask) {
        out.append((mask & 1) != 0 ? "NW" : "")
                .append((mask & 2) != 0 ? "NR" : "")
                .append((mask & 4) != 0 ? "NX" : "");
    }

    private String guid(int at) {
        i32(at + 12);
        return String.format(
                "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                i32(at),
                u16(at + 4),
                u16(at + 6),
                u8(at + 8),
                u8(at + 9),
                u8(at + 10),
                u8(at + 11),
                u8(at + 12),
                u8(at + 13),
                u8(at + 14),
                u8(at + 15));
    }

    private int u8(int at) {
        if (at < 0 || at >= bytes.length) {
            throw new IllegalArgumentException("a part at byte " + at + " of " + bytes.length);
        }
        return bytes[at] & 0xff;
    }

    private int u16(int at) {
        return u8(at) | u8(at + 1) << Byte.SIZE;
    }

    private int i32(int at) {
        if (at < 0 || at > bytes.length - Integer.BYTES || bytes.length < HEADER) {
            throw new IllegalArgumentException("a part at byte " + at + " of " + bytes.length);
        }
        return (int) INT.get(bytes, at);
    }
}
