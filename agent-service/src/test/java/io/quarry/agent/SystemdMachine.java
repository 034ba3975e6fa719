package io.quarry.agent;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine with a real systemd, D-Bus and logind, booted in about a second: this host's own files, writable and thrown
 * away, in namespaces of systemd-nspawn. What this host's administrator enabled is not started in it; what a test plants
 * before the boot is.
 */
public final class SystemdMachine implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final List<String> MEANT_TO_BE_LINKED_AGAIN = List.of(".wants", ".requires");

    private final Path folder;
    private final Path files;
    private @Nullable Process nspawn;
    private long init;

    /** Plants files before the boot. */
    public interface Preparation {
        /** @param root of the machine's files */
        void plant(Path root) throws IOException;
    }

    private SystemdMachine(Path folder) {
        this.folder = folder;
        files = folder.resolve("root");
    }

    /** Skips the calling test where none can be booted: no root, or nspawn is not installed. */
    public static void assumePossible() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-nspawn")), "needs systemd-container");
        Assumptions.assumeTrue(Files.isWritable(Path.of("/proc/sys/kernel/hostname")), "needs root");
    }

    /** Boots one, to the point where systemd has started everything it is to start. */
    public static SystemdMachine boot(Preparation preparation) throws IOException {
        SystemdMachine machine = new SystemdMachine(Files.createTempDirectory("machine"));
        try {
            machine.mount();
            preparation.plant(machine.files);
            machine.start();
            return machine;
        } catch (IOException | RuntimeException | Error e) {
            machine.close();
            throw e;
        }
    }

    /** The machine's files as its processes see them, /run and its sockets included; absolute links lead out of it. */
    public Path root() {
        return Path.of("/proc", String.valueOf(init), "root");
    }

    /** Process on this host that is the machine's first one. */
    public long init() {
        return init;
    }

    /** Runs a program in the machine; @return its output, errors included; fails when it does */
    public String run(String... command) {
        Output output = tryRun(command);
        if (output.code() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output.code() + "\n" + output.text());
        }
        return output.text();
    }

    /** What a program did. */
    public record Output(int code, String text) {}

    /** Runs a program in the machine, which may fail. */
    public Output tryRun(String... command) {
        List<String> entered = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(init), "-a"));
        entered.addAll(List.of(command));
        return output(entered, BOUND);
    }

    /** Runs a class of this test's class path in the machine, with little memory; @return its output; fails when it does */
    public String java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env", "-C", "/", System.getProperty("java.home") + "/bin/java", "-Xmx64m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath()), mainClass));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private void mount() throws IOException {
        Path layer = Files.createDirectory(folder.resolve("layer"));
        Files.createDirectory(files);
        host("mount", "-t", "tmpfs", "tmpfs", layer.toString());
        Path upper = Files.createDirectory(layer.resolve("upper"));
        Path work = Files.createDirectory(layer.resolve("work"));
        String options = "lowerdir=/,upperdir=" + upper + ",workdir=" + work;
        host("mount", "-t", "overlay", "overlay", "-o", options, files.toString());
        // without an id systemd takes this for the first boot and enables all that is installed
        Files.writeString(
                files.resolve("etc/machine-id"), UUID.randomUUID().toString().replace("-", "") + "\n");
        Files.deleteIfExists(files.resolve("etc/systemd/system/default.target"));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.resolve("etc/systemd/system"))) {
            for (Path entry : entries) {
                if (MEANT_TO_BE_LINKED_AGAIN.stream().anyMatch(entry.toString()::endsWith)) {
                    host("rm", "-r", entry.toString());
                }
            }
        }
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("systemd-nspawn", "-q", "-D", files.toString(), "--boot"));
        command.addAll(List.of("--register=no", "--keep-unit", "--private-network", "--machine=quarry-test"));
        for (String visible : binds()) {
            command.add("--bind-ro=" + visible);
        }
        command.add("systemd.unit=multi-user.target");
        Process started = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile())
                .start();
        nspawn = started;
        Awaitility.await("boot, see " + folder.resolve("console"))
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isUp(started));
    }

    private boolean isUp(Process nspawn) {
        if (!nspawn.isAlive()) {
            throw new AssertionError("systemd-nspawn ended: " + console());
        }
        init = nspawn.children().mapToLong(ProcessHandle::pid).min().orElse(0);
        if (init == 0) {
            return false;
        }
        String state = tryRun("systemctl", "is-system-running").text().strip();
        return state.equals("running") || state.equals("degraded");
    }

    private String console() {
        try {
            return Files.readString(folder.resolve("console"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders that hold the class path and Java, each once. */
    private static Set<String> binds() {
        Set<String> folders = new LinkedHashSet<>();
        folders.add(System.getProperty("java.home"));
        String project = Path.of("..").toAbsolutePath().normalize().toString();
        folders.add(project);
        for (String entry : classPath()) {
            int repository = entry.indexOf("/repository/");
            if (!entry.startsWith(project + "/") && Files.exists(Path.of(entry))) {
                folders.add(repository > 0 ? entry.substring(0, repository) + "/repository" : parent(entry));
            }
        }
        return folders;
    }

    private static List<String> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .toList();
    }

    private static String parent(String entry) {
        Path parent = Path.of(entry).getParent();
        return parent == null ? entry : parent.toString();
    }

    private static void host(String... command) {
        Output output = output(List.of(command), BOUND);
        if (output.code() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output.text());
        }
    }

    private static Output output(List<String> command, Duration bound) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            return new Output(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (nspawn != null) {
            nspawn.destroy(); // nspawn powers its machine off when it is told to end
            nspawn.onExit().completeOnTimeout(nspawn, 10, TimeUnit.SECONDS).join();
            nspawn.destroyForcibly();
        }
        for (Path mounted : List.of(files, folder.resolve("layer"))) {
            if (Files.isDirectory(mounted, LinkOption.NOFOLLOW_LINKS)) {
                output(List.of("umount", "--lazy", mounted.toString()), BOUND);
                Files.deleteIfExists(mounted);
            }
        }
        Files.deleteIfExists(folder.resolve("console"));
        Files.deleteIfExists(folder);
    }
}
