package io.quarry.agent.collect;

import io.quarry.agent.natives.linux.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace that a test makes with {@code ip netns}, works in, and removes. */
public final class PlantedNamespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    /** @param label told apart from those of other tests that run at the same time */
    public PlantedNamespace(String label) {
        name = "q" + ProcessHandle.current().pid() + label + COUNT.incrementAndGet();
        run("ip", "netns", "add", name);
        ip("link set lo up");
    }

    /** Whether this process may make one, and there is a program to do it. */
    public static boolean possible() {
        try {
            String probe = "q" + ProcessHandle.current().pid() + "probe" + COUNT.incrementAndGet();
            run("ip", "netns", "add", probe);
            run("ip", "netns", "delete", probe);
            return true;
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    public Path handle() {
        return Path.of("/run/netns", name);
    }

    /** Number that names it. */
    public long inode() {
        try {
            return (Long) Files.getAttribute(handle(), "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pair of interfaces, one end here, one in another; both up. */
    public void join(String here, PlantedNamespace other, String there) {
        run("ip", "link", "add", here, "netns", name, "type", "veth", "peer", "name", there, "netns", other.name);
        ip("link set " + here + " up");
        other.ip("link set " + there + " up");
    }

    /** {@code ip}, in here; @return what it says */
    public String ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments.split(" ", -1)));
        return run(command.toArray(new String[0]));
    }

    /** Java that runs in here, on a thread of its own. */
    public <T> T inside(NetworkNamespace.Inside<T> work) {
        try {
            return NetworkNamespace.enter(handle(), inode(), work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run("ip", "netns", "delete", name);
    }

    /** Runs a program to its end; @return its standard output; fails when it does */
    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
