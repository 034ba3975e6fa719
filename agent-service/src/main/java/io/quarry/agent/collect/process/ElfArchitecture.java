package io.quarry.agent.collect.process;

import java.util.Optional;

/** Instruction set in the header of an ELF file, see elf(5): e_machine at byte 18, in the byte order of byte 5. */
final class ElfArchitecture {
    /** Bytes of the header that are looked at. */
    static final int HEADER_BYTES = 20;

    private static final int CLASS = 4;
    private static final int ORDER = 5;
    private static final int MACHINE = 18;
    private static final int LITTLE_ENDIAN = 1;
    private static final int CLASS_32 = 1;

    private ElfArchitecture() {}

    /** Empty when this is no ELF header: an image run by binfmt_misc, or one that is too short. */
    static Optional<String> of(byte[] header, int length) {
        if (length < HEADER_BYTES || header[0] != 0x7f || header[1] != 'E' || header[2] != 'L' || header[3] != 'F') {
            return Optional.empty();
        }
        int low = header[MACHINE] & 0xff;
        int high = header[MACHINE + 1] & 0xff;
        int machine = header[ORDER] == LITTLE_ENDIAN ? high << 8 | low : low << 8 | high;
        return Optional.of(name(machine, header[CLASS] == CLASS_32));
    }

    /** Numbers of linux/elf-em.h. */
    private static String name(int machine, boolean narrow) {
        return switch (machine) {
            case 3 -> "x86";
            case 62 -> narrow ? "x32" : "x86_64";
            case 40 -> "arm";
            case 183 -> "aarch64";
            case 243 -> narrow ? "riscv32" : "riscv64";
            case 8 -> narrow ? "mips" : "mips64";
            case 20 -> "ppc";
            case 21 -> "ppc64";
            case 22 -> narrow ? "s390" : "s390x";
            case 2 -> "sparc";
            case 43 -> "sparc64";
            case 258 -> "loongarch";
            default -> "elf-machine-" + machine;
        };
    }
}
