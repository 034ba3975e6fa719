package io.quarry.agent.natives.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Memory with structures that point to each other: of this process, or in tests bytes laid out by hand. */
interface AddressSpace {
    /** Longest text that is read, in characters: longer than any name that the calls here give. */
    int LONGEST = 32_767;

    byte[] read(long address, int count);

    /** Bytes of a pointer. */
    int width();

    /** A structure. */
    default MemoryImage image(long address, int count) {
        if (address == 0) {
            throw new IllegalArgumentException("no address");
        }
        return new MemoryImage(address, read(address, count), width());
    }

    /** Text up to its NUL; empty where the pointer is null. It is read in pairs of bytes, so never over its end. */
    default String text(long address) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; address != 0 && i < LONGEST; i++) {
            byte[] pair = read(address + 2L * i, 2);
            char c = (char) (pair[0] & 0xff | (pair[1] & 0xff) << Byte.SIZE);
            if (c == 0) {
                break;
            }
            out.append(c);
        }
        return out.toString();
    }

    /** A list of which every entry begins with the address of the next; a circle is an error. */
    default List<MemoryImage> list(long first, int size, int most) {
        List<MemoryImage> found = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (long at = first; at != 0; at = found.get(found.size() - 1).pointer(0)) {
            if (found.size() == most || !seen.add(at)) {
                throw new IllegalArgumentException("a list that does not end after " + found.size() + " entries");
            }
            found.add(image(at, size));
        }
        return found;
    }

    /** This process' own. */
    AddressSpace OWN = new AddressSpace() {
        @Override
        public byte[] read(long address, int count) {
            return new Pointer(address).getByteArray(0, count);
        }

        @Override
        public int width() {
            return Native.POINTER_SIZE;
        }
    };
}
