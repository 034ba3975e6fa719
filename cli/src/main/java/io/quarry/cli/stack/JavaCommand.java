package io.quarry.cli.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM's command line, with as little memory and as quick a start as each program allows. */
final class JavaCommand {
    /** From this version on the JVM warns about native libraries that were not allowed. */
    private static final int NATIVE_ACCESS = 22;

    private final List<String> command = new ArrayList<>();

    JavaCommand(Installation installation, int heapMegabytes) {
        command.add(installation.java().toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-Xshare:auto");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.net.preferIPv4Stack=true");
        if (Runtime.version().feature() >= NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
    }

    JavaCommand flags(String... flags) {
        command.addAll(List.of(flags));
        return this;
    }

    /** The first compiler only: quicker to start and smaller, slower when it runs long. */
    JavaCommand quick(boolean quick) {
        return quick ? flags("-XX:TieredStopAtLevel=1") : this;
    }

    List<String> jar(Path jar, String... arguments) {
        flags("-jar", jar.toString());
        return flags(arguments).list();
    }

    List<String> main(String mainClass, String... arguments) {
        flags(mainClass);
        return flags(arguments).list();
    }

    private List<String> list() {
        return List.copyOf(command);
    }
}
