package io.quarry.agent.natives.windows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a process knows of itself, in its own memory: it may write there what it likes, so all is bounded and checked. */
public final class ProcessMemory {
    private static final int LONGEST_LIST = 100_000;

    private final Reader reader;
    private final long peb;
    private final int width;

    /** Reads memory of a process. */
    interface Reader {
        byte[] read(long address, int count) throws WindowsCallException;
    }

    /**
     * A loaded image.
     *
     * @param size bytes of address space
     */
    public record LoadedModule(String path, long base, long size) {}

    /** What it was started with. */
    public record Start(String commandLine, String currentDirectory) {}

    /**
     * @param peb address of its PEB
     * @param width bytes of its pointers
     */
    ProcessMemory(Reader reader, long peb, int width) {
        this.reader = reader;
        this.peb = peb;
        this.width = width;
    }

    /** @throws IllegalArgumentException when what is there is no PEB, as in what follows */
    public Start start() throws WindowsCallException {
        StructLayout block = ProcessStructures.peb(width);
        StructLayout layout = ProcessStructures.parameters(width);
        long address = read(peb, block.size()).pointer(block.at("ProcessParameters"));
        MemoryImage parameters = read(address, layout.size());
        return new Start(text(parameters, layout.at("CommandLine")), text(parameters, layout.at("CurrentDirectory")));
    }

    /** What its loader has loaded, in that order; the image itself first. */
    public List<LoadedModule> modules(int most) throws WindowsCallException {
        StructLayout block = ProcessStructures.peb(width);
        StructLayout loader = ProcessStructures.loader(width);
        StructLayout layout = ProcessStructures.module(width);
        long data = read(peb, block.size()).pointer(block.at("Ldr"));
        if (data == 0) {
            return List.of(); // it has hardly begun
        }
        long head = data + loader.at("InLoadOrderModuleList");
        List<LoadedModule> found = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long entry = read(head, width).pointer(0);
        while (entry != head && entry != 0 && found.size() < Math.min(most, LONGEST_LIST) && seen.add(entry)) {
            MemoryImage module = read(entry, layout.size());
            found.add(new LoadedModule(
                    text(module, layout.at("FullDllName")),
                    module.pointer(layout.at("DllBase")),
                    module.u32(layout.at("SizeOfImage"))));
            entry = module.pointer(layout.at("Flink"));
        }
        return found;
    }

    /** What a UNICODE_STRING points to. */
    private String text(MemoryImage image, int at) throws WindowsCallException {
        int length = image.u16(at) & ~1;
        long address = image.pointer(at + width);
        return length == 0 || address == 0 ? "" : read(address, length).text(0, length);
    }

    private MemoryImage read(long address, int count) throws WindowsCallException {
        if (address == 0) {
            throw new IllegalArgumentException("no address");
        }
        return new MemoryImage(address, reader.read(address, count), width);
    }
}
