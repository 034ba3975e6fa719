package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the resolvers that run, in containers too, by the names of their processes. */
final class RunningResolvers {
    private static final int MOST_ARGUMENTS = 1 << 17;
    private static final int COMM = 64;

    private final Path proc;
    private final Path root;

    /** @param root what is taken for the root that this process sees */
    RunningResolvers(Path proc, Path root) {
        this.proc = proc;
        this.root = root;
    }

    List<RunningResolver> find(FindingSink<?> sink) throws IOException, StoppedException {
        List<RunningResolver> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                sink.checkpoint();
                RunningResolver.Kind kind = kind(process).orElse(null);
                if (kind != null) {
                    found.add(resolver(kind, process));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private RunningResolver resolver(RunningResolver.Kind kind, Path process) {
        int pid = Integer.parseInt(process.getFileName().toString());
        Path seen = process.resolve("root");
        HostFiles files = new HostFiles(hasOwnMounts(process) ? seen : root);
        return new RunningResolver(kind, pid, files, isOwn(seen), arguments(process));
    }

    /** By its name, and for programs that run under a language's name by that of their file. */
    private static Optional<RunningResolver.Kind> kind(Path process) {
        byte[] comm = start(process.resolve("comm"), COMM);
        int end = comm.length > 0 && comm[comm.length - 1] == '\n' ? comm.length - 1 : comm.length;
        return RunningResolver.Kind.of(KernelText.decode(comm, 0, end));
    }

    /** Whether a process may see other files than we do, as those in containers and sandboxed services. */
    private boolean hasOwnMounts(Path process) {
        try {
            Path ours = Files.readSymbolicLink(proc.resolve("self/ns/mnt"));
            return !ours.equals(Files.readSymbolicLink(process.resolve("ns/mnt")));
        } catch (IOException e) {
            return false; // it cannot be known, nor could its files be read
        }
    }

    /** Whether a process sees the same root; where that cannot be known, it is taken for the same. */
    private boolean isOwn(Path seen) {
        try {
            return identity(seen) == null || Objects.equals(identity(seen), identity(root));
        } catch (IOException e) {
            return true;
        }
    }

    private static @Nullable Object identity(Path folder) throws IOException {
        return Files.readAttributes(folder, "unix:dev,ino");
    }

    private static List<String> arguments(Path process) {
        byte[] line = start(process.resolve("cmdline"), MOST_ARGUMENTS);
        List<String> arguments = KernelText.split(line, line.length);
        return arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    }

    private static byte[] start(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            return new byte[0]; // it ended
        }
    }
}
