package io.quarry.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A built tree: where the programs are.
 *
 * @param home root of the tree
 */
public record Installation(Path home) {
    /** Set by the launcher. */
    public static final String HOME_PROPERTY = "quarry.home";

    public Installation {
        home = home.toAbsolutePath().normalize();
    }

    /** From the launcher's property, else the tree that the working directory lies in. */
    public static Installation find() {
        String given = System.getProperty(HOME_PROPERTY, "");
        if (!given.isBlank()) {
            return new Installation(Path.of(given));
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("schemas")) && Files.isDirectory(folder.resolve("cli"))) {
                return new Installation(folder);
            }
        }
        throw new StackException("No Quarry tree at or above " + here + ". Start it as `./quarry` in its folder.");
    }

    public Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    Path registry() {
        Path folder = present("schemas/target/registry");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> missing(folder.resolve("*-runner.jar")));
        } catch (IOException e) {
            throw new StackException(folder + " can't be read: " + e.getMessage(), e);
        }
    }

    Path brokerLibraries() {
        return present("cli/target/dist/kafka/lib");
    }

    Path scheduler() {
        return present("scheduler-service/target/scheduler-service-app.jar");
    }

    Path results() {
        return present("results-service/target/results-service-app.jar");
    }

    public Path agent() {
        return present("agent-service/target/quarry-agent.jar");
    }

    /** @throws StackException when something was not built */
    void check() {
        List<Path> all = List.of(registry(), brokerLibraries(), scheduler(), results(), agent());
        if (!Files.isExecutable(java())) {
            throw new StackException("no " + java() + ", though this runs on it; all of " + all + " are there");
        }
    }

    private Path present(String path) {
        Path file = home.resolve(path);
        if (!Files.exists(file)) {
            throw missing(file);
        }
        return file;
    }

    private StackException missing(Path file) {
        return new StackException(file + " is missing. Build it with `mvn -DskipTests package` in " + home + ".");
    }
}
