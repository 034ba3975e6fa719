package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subkeys of a key: lists lf (with the first four characters of each name), lh (with a hash of it), li (offsets alone), or
 * ri, a list of those.
 */
final class SubkeyList {
    private static final int LF = 0x666c;
    private static final int LH = 0x686c;
    private static final int LI = 0x696c;
    private static final int RI = 0x6972;
    private static final int ENTRIES = 4;
    private static final int HINT_CHARACTERS = 4;

    private final HiveCells cells;
    private final Consumer<HiveException> damage;

    /** Takes offsets of keys. */
    interface Offsets {
        /** @return whether to go on */
        boolean offset(int offset) throws StoppedException;
    }

    /** @param damage told what cannot be read; the rest is read on */
    SubkeyList(HiveCells cells, Consumer<HiveException> damage) {
        this.cells = cells;
        this.damage = damage;
    }

    /** All subkeys, in the order of the list. */
    void forEach(int list, Offsets offsets) throws StoppedException {
        read(list, null, true, offsets);
    }

    /**
     * Those subkeys that may have a name: where the list has hashes or hints, only those that these fit.
     *
     * @param name in any case
     */
    void candidates(int list, String name, Offsets offsets) throws StoppedException {
        read(list, new Wanted(name), true, offsets);
    }

    private boolean read(int list, @Nullable Wanted wanted, boolean nested, Offsets offsets) throws StoppedException {
        try {
            HiveCells.Cell cell = cells.at(list);
            int kind = cell.u16(0);
            int width = kind == LF || kind == LH ? 8 : 4;
            if (width == 4 && kind != LI && (kind != RI || !nested)) {
                throw HiveException.malformed("a list of subkeys (lf, lh, li, ri) expected", cell.position());
            }
            int count = count(cell, width);
            for (int i = 0; i < count; i++) {
                int at = ENTRIES + i * width;
                if (wanted != null && width == 8 && !wanted.fits(kind == LH, cell.i32(at + 4))) {
                    continue;
                }
                int offset = cell.i32(at);
                boolean more = kind == RI ? read(offset, wanted, false, offsets) : offsets.offset(offset);
                if (!more) {
                    return false;
                }
            }
        } catch (HiveException e) {
            damage.accept(e);
        }
        return true;
    }

    private int count(HiveCells.Cell cell, int width) throws HiveException {
        int count = cell.u16(2);
        long fitting = (cell.length() - ENTRIES) / width;
        if (count > fitting) {
            damage.accept(HiveException.malformed(
                    "a list of " + count + " subkeys has room for " + fitting + " only", cell.position()));
            return (int) fitting;
        }
        return count;
    }

    /** A name that is looked for. Only for names all of ASCII are hints sure: upper case of others is Windows' own matter. */
    private static final class Wanted {
        private final boolean ascii;
        private final int hash;
        private final String name;

        Wanted(String name) {
            this.name = name;
            ascii = name.chars().allMatch(c -> c > 0 && c < 0x80);
            int sum = 0;
            for (int i = 0; i < name.length(); i++) {
                sum = sum * 37 + Character.toUpperCase(name.charAt(i));
            }
            hash = sum;
        }

        boolean fits(boolean hashed, int hint) {
            if (!ascii) {
                return true;
            }
            return hashed ? hint == hash : begins(hint);
        }

        private boolean begins(int hint) {
            for (int i = 0; i < Math.min(HINT_CHARACTERS, name.length()); i++) {
                int c = hint >>> i * Byte.SIZE & 0xff;
                if (c == 0) {
                    return true; // a name that the hint does not tell
                }
                if (Character.toUpperCase((char) c) != Character.toUpperCase(name.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
