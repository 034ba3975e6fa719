package io.quarry.agent.natives.windows;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the fields of a C structure lie with the alignment that Windows' compilers give them. */
public final class StructLayout {
    private final Map<String, Integer> offsets;
    private final int size;

    private StructLayout(Map<String, Integer> offsets, int size) {
        this.offsets = offsets;
        this.size = size;
    }

    /** @param pointerBytes 8 or 4 */
    public static Builder of(int pointerBytes) {
        return new Builder(pointerBytes);
    }

    /** @throws IllegalArgumentException when there is no such field */
    public int at(String field) {
        Integer offset = offsets.get(field);
        if (offset == null) {
            throw new IllegalArgumentException("no field " + field);
        }
        return offset;
    }

    /** Bytes, with what it takes to align the next in an array. */
    public int size() {
        return size;
    }

    /** The fields in their order. */
    public static final class Builder {
        private final int pointerBytes;
        private final Map<String, Integer> offsets = new LinkedHashMap<>();
        private int end;
        private int widest = 1;

        private Builder(int pointerBytes) {
            this.pointerBytes = pointerBytes;
        }

        public Builder u8(String... names) {
            return fields(1, names);
        }

        public Builder word(String... names) {
            return fields(Short.BYTES, names);
        }

        public Builder dword(String... names) {
            return fields(Integer.BYTES, names);
        }

        public Builder qword(String... names) {
            return fields(Long.BYTES, names);
        }

        /** Pointers, handles, SIZE_T. */
        public Builder pointer(String... names) {
            return fields(pointerBytes, names);
        }

        /** An array of bytes. */
        public Builder bytes(String name, int count) {
            offsets.put(name, end);
            end += count;
            return this;
        }

        /** UNICODE_STRING or another pair of lengths and a pointer: see {@link NtText}. */
        public Builder unicodeString(String name) {
            int alignment = pointerBytes;
            end = aligned(end, alignment);
            widest = Math.max(widest, alignment);
            offsets.put(name, end);
            end += 2 * pointerBytes;
            return this;
        }

        /** The end of a structure inside that holds a pointer. */
        public Builder alignedToPointer() {
            end = aligned(end, pointerBytes);
            return this;
        }

        public StructLayout build() {
            return new StructLayout(Map.copyOf(offsets), aligned(end, widest));
        }

        private Builder fields(int width, String... names) {
            for (String name : names) {
                end = aligned(end, width);
                widest = Math.max(widest, width);
                offsets.put(name, end);
                end += width;
            }
            return this;
        }

        private static int aligned(int at, int width) {
            return (at + width - 1) / width * width;
        }
    }
}
