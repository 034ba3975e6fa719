package io.quarry.agent.collect.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/<pid>/cgroup}, see cgroups(7): lines {@code hierarchy:controllers:path}.
 *
 * @param path of the unified hierarchy, or where that is unused (versions 1, hybrid) the first one that is not the root
 * @param containerId id in the path of any hierarchy, as Docker, containerd, CRI-O, Podman, LXC and nspawn put it there
 */
public record ProcCgroup(String path, @Nullable String containerId) {
    // 64 hexadecimal digits as a segment of their own, behind a runtime's "docker-" and before ".scope", and so on
    private static final Pattern HASH = Pattern.compile("(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])");
    private static final Pattern NAMED =
            Pattern.compile("/lxc(?:\\.payload\\.|/)([^/]+)|/machine\\.slice/machine-([^/]+)\\.scope");

    public static ProcCgroup parse(byte[] bytes, int length) throws MalformedTextException {
        String chosen = null;
        String container = null;
        int line = 0;
        while (line < length) {
            int end = endOfLine(bytes, line, length);
            String path = path(bytes, line, end);
            if (chosen == null || chosen.equals("/")) {
                chosen = path;
            } else if (bytes[line] == '0' && !path.equals("/")) {
                chosen = path; // the unified hierarchy, whose line is the last, has the word when it is used
            }
            if (container == null && path.length() > 1) {
                container = container(path).orElse(null);
            }
            line = end + 1;
        }
        if (chosen == null) {
            throw new MalformedTextException("a line", 0);
        }
        return new ProcCgroup(chosen, container);
    }

    private static String path(byte[] bytes, int line, int end) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, line, end);
        in.skipTo(':');
        in.expect(':');
        in.skipTo(':'); // controllers, names included, hold no colon
        in.expect(':');
        return end - in.position() == 1 ? "/" : KernelText.decode(bytes, in.position(), end);
    }

    private static Optional<String> container(String path) {
        Matcher hash = HASH.matcher(path);
        String found = null;
        while (hash.find()) {
            found = hash.group(1); // the innermost
        }
        if (found != null) {
            return Optional.of(found);
        }
        Matcher named = NAMED.matcher(path);
        return named.find()
                ? Optional.ofNullable(named.group(1) != null ? named.group(1) : named.group(2))
                : Optional.empty();
    }

    private static int endOfLine(byte[] bytes, int from, int length) {
        int end = from;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }
}
