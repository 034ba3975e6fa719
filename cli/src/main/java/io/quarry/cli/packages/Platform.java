package io.quarry.cli.packages;

import io.quarry.cli.stack.StackException;

/** A kind of machine, by the names that everybody else has for it. */
enum Platform {
    LINUX_X86_64("amd64", "x86_64", "com/sun/jna/linux-x86-64/libjnidispatch.so"),
    LINUX_AARCH64("arm64", "aarch64", "com/sun/jna/linux-aarch64/libjnidispatch.so");

    static final String WINDOWS_LIBRARY = "com/sun/jna/win32-x86-64/jnidispatch.dll";

    private final String debian;
    private final String rpm;
    private final String nativeLibrary;

    Platform(String debian, String rpm, String nativeLibrary) {
        this.debian = debian;
        this.rpm = rpm;
        this.nativeLibrary = nativeLibrary;
    }

    /** This machine: jlink makes runtimes for the machine it runs on. */
    static Platform current() {
        String architecture = System.getProperty("os.arch");
        if (System.getProperty("os.name").equals("Linux")) {
            switch (architecture) {
                case "amd64", "x86_64":
                    return LINUX_X86_64;
                case "aarch64":
                    return LINUX_AARCH64;
                default:
                    break;
            }
        }
        throw new StackException("Packages are made on Linux, x86-64 or aarch64, not on "
                + System.getProperty("os.name") + " " + architecture + ".");
    }

    String debian() {
        return debian;
    }

    String rpm() {
        return rpm;
    }

    /** Path of JNA's native library in the agent's jar. */
    String nativeLibrary() {
        return nativeLibrary;
    }
}
