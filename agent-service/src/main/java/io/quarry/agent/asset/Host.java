package io.quarry.agent.asset;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the host calls itself. Read from files, never from a name server.
 *
 * @param name host name
 * @param system name and version of the operating system for people
 */
public record Host(String name, String system) {
    private static final Path LINUX_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final String PRETTY = "PRETTY_NAME=";

    public static Host current() {
        return new Host(hostname(), release());
    }

    private static String hostname() {
        String windows = System.getenv("COMPUTERNAME");
        return firstLine(LINUX_NAME).or(() -> Optional.ofNullable(windows)).orElseGet(Host::localHost);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String release() {
        String jvm = System.getProperty("os.name") + " " + System.getProperty("os.version");
        try {
            return Files.readAllLines(OS_RELEASE).stream()
                    .filter(line -> line.startsWith(PRETTY))
                    .map(line -> line.substring(PRETTY.length()).replace("\"", ""))
                    .findFirst()
                    .orElse(jvm);
        } catch (IOException e) {
            return jvm; // not a Linux, or one without the file
        }
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
