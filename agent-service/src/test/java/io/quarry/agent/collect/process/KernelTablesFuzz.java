package io.quarry.agent.collect.process;

/** Tables of the kernel, and the head of an image file. */
public final class KernelTablesFuzz {
    private KernelTablesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        HiddenProcesses.option(data, "/proc");
        HiddenProcesses.threads(data);
        Terminals.parse(data);
        ElfArchitecture.of(data, data.length);
    }
}
