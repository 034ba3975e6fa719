package io.quarry.cli.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The JDKs of this machine. */
public final class Jdks {
    private static final Path USUAL = Path.of("/usr/lib/jvm");

    private Jdks() {}

    /** The newest that can make runtimes: an agent on it takes least memory. The one that this runs on, where none is newer. */
    public static Path newest() {
        List<Path> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (Files.isDirectory(USUAL)) {
            try (Stream<Path> folders = Files.list(USUAL)) {
                folders.sorted().forEach(all::add);
            } catch (IOException e) {
                // the one that this runs on will do
            }
        }
        return all.stream()
                .filter(jdk -> Files.isExecutable(jdk.resolve("bin").resolve("jlink")))
                .max(Comparator.comparingInt(Jdks::version).thenComparing(jdk -> -all.indexOf(jdk)))
                .orElse(all.get(0));
    }

    /** Feature version, 0 when the folder does not say. */
    static int version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(l -> l.startsWith("JAVA_VERSION="))
                    .map(l -> l.replaceAll("[^0-9]+([0-9]+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
