package io.quarry.agent.natives.windows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Structures of Windows of any bytes, for both widths: read, or refused by the exception that callers expect. */
public final class WindowsStructuresFuzz {
    private static final long BASE = 0x1000;
    private static final List<Consumer<MemoryImage>> READERS = List.of(
            image -> ServiceStructures.statuses(image, 3),
            ServiceStructures::config,
            ServiceStructures::failure,
            ServiceStructures::triggers,
            RegistryStructures::facts,
            RegistryStructures::keyName,
            RegistryStructures::value,
            ProcessStructures::processes,
            image -> new HandleTable(image).of(4, entry -> true),
            image -> SocketTables.rows(image, true, true),
            image -> SocketTables.rows(image, false, false),
            NeighbourStructures::neighbours,
            NeighbourStructures::hops,
            NeighbourStructures::adapters,
            AccessToken::groups,
            FileStructures::reparse,
            FileStructures::entry,
            FileStructures::stream,
            ForeignHandle::unicode,
            SessionStructures::times,
            SessionStructures::clientAddress,
            WindowsStructuresFuzz::listed,
            WindowsStructuresFuzz::peb);

    private WindowsStructuresFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 2, data.length);
        try {
            READERS.get((data[0] & 0xff) % READERS.size())
                    .accept(new MemoryImage(BASE, bytes, (data[1] & 1) == 0 ? Long.BYTES : Integer.BYTES));
        } catch (IllegalArgumentException e) {
            // as documented
        }
    }

    private static void listed(MemoryImage image) {
        AddressSpace memory = space(image);
        try {
            DnsStructures.entries(memory, BASE);
        } catch (IllegalArgumentException e) {
            DnsStructures.records(memory, BASE);
        }
        SessionStructures.logon(memory, BASE);
    }

    private static void peb(MemoryImage image) {
        ProcessMemory memory =
                new ProcessMemory((address, count) -> space(image).read(address, count), BASE, image.pointerBytes());
        try {
            memory.start();
            memory.modules(100);
        } catch (WindowsCallException e) {
            throw new AssertionError(e);
        }
    }

    private static AddressSpace space(MemoryImage image) {
        return new AddressSpace() {
            @Override
            public byte[] read(long address, int count) {
                return image.bytes(image.offset(address), count);
            }

            @Override
            public int width() {
                return image.pointerBytes();
            }
        };
    }
}
