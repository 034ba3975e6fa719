package io.quarry.agent.natives.windows;

import java.util.Arrays;

/** SYSTEM_HANDLE_INFORMATION_EX, kept as it came: there may be millions of entries. */
public final class HandleTable {
    private final MemoryImage image;
    private final int first;
    private final int size;
    private final int pidAt;
    private final int valueAt;
    private final int accessAt;
    private final int typeAt;
    /** Process and index of every entry in one number, sorted by process. */
    private final long[] byProcess;

    /** @throws IllegalArgumentException when there are fewer entries than it says */
    HandleTable(MemoryImage image) {
        this.image = image;
        StructLayout header = ProcessStructures.handles(image.pointerBytes());
        StructLayout entry = ProcessStructures.handle(image.pointerBytes());
        first = header.at("Handles");
        size = entry.size();
        pidAt = entry.at("UniqueProcessId");
        valueAt = entry.at("HandleValue");
        accessAt = entry.at("GrantedAccess");
        typeAt = entry.at("ObjectTypeIndex");
        long count = image.pointer(header.at("NumberOfHandles"));
        if (count < 0 || count > (image.length() - first) / size) {
            throw new IllegalArgumentException(count + " handles in " + image.length() + " bytes");
        }
        byProcess = new long[(int) count];
        for (int i = 0; i < count; i++) {
            byProcess[i] = image.pointer(first + i * size + pidAt) << Integer.SIZE | i;
        }
        Arrays.sort(byProcess);
    }

    /**
     * A handle.
     *
     * @param type index of its type, the same for all handles until the next start of Windows
     */
    public record Entry(long value, int access, int type) {}

    /** Takes handles. */
    public interface Visitor<E extends Exception> {
        /** @return whether to go on */
        boolean visit(Entry handle) throws E;
    }

    public int count() {
        return byProcess.length;
    }

    /** The handles of one process. */
    public <E extends Exception> void of(int pid, Visitor<E> visitor) throws E {
        long wanted = (pid & 0xffff_ffffL) << Integer.SIZE;
        int found = Arrays.binarySearch(byProcess, wanted);
        for (int i = found < 0 ? -found - 1 : found; i < byProcess.length; i++) {
            if (byProcess[i] >>> Integer.SIZE != wanted >>> Integer.SIZE) {
                return;
            }
            int at = first + (int) byProcess[i] * size;
            Entry entry = new Entry(image.pointer(at + valueAt), image.i32(at + accessAt), image.u16(at + typeAt));
            if (!visitor.visit(entry)) {
                return;
            }
        }
    }
}
