package io.quarry.agent.collect.host.windows;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the file that a command line starts, where Windows would: quotes, variables, forms of the kernel, and the folders that
 * are searched. Knows no files but by what it is asked with.
 */
public final class CommandImage {
    private final Map<String, String> variables;
    private final String windows;
    private final Predicate<String> isFile;

    /**
     * @param variables of the environment
     * @param isFile whether there is a file of this path
     */
    public CommandImage(Map<String, String> variables, Predicate<String> isFile) {
        this.variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.variables.putAll(variables);
        this.isFile = isFile;
        windows = this.variables.getOrDefault("SystemRoot", "C:\\Windows");
    }

    /**
     * The file of a command line.
     *
     * @return with its drive; empty when there is none. Where no such file is there, what it would be by its quotes, its
     *     ending, or its first blank
     */
    public Optional<String> of(String commandLine) {
        String line = expand(commandLine.strip());
        if (line.startsWith("\"")) {
            int end = line.indexOf('"', 1);
            return Optional.of(whole(end < 0 ? line.substring(1) : line.substring(1, end)))
                    .filter(path -> !path.isEmpty());
        }
        return line.isEmpty() ? Optional.empty() : Optional.of(unquoted(line));
    }

    /** A path by itself, without arguments: that of a driver or a DLL. */
    public Optional<String> ofPath(String path) {
        String expanded = expand(path.strip()).replace("\"", "");
        return expanded.isEmpty() ? Optional.empty() : Optional.of(whole(expanded));
    }

    /** Without quotes every blank may be the end: the first that makes a file counts, as for CreateProcess. */
    private String unquoted(String line) {
        for (int end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', end + 1)) {
            String path = whole(line.substring(0, end));
            if (isFile.test(path)) {
                return path;
            }
            if (isFile.test(path + ".exe")) {
                return path + ".exe";
            }
        }
        String all = whole(line);
        if (isFile.test(all)) {
            return all;
        }
        String lower = line.toLowerCase(Locale.ROOT);
        for (String ending : new String[] {".exe ", ".com ", ".bat ", ".cmd ", ".sys ", ".dll "}) {
            int at = lower.indexOf(ending);
            if (at >= 0) {
                return whole(line.substring(0, at + ending.length() - 1));
            }
        }
        boolean named = lower.matches(".*\\.[a-z]{3}");
        int blank = line.indexOf(' ');
        return named || blank < 0 ? all : whole(line.substring(0, blank));
    }

    /** From the forms that the kernel and the service manager take to one with a drive. */
    private String whole(String given) {
        String path = given.replace('/', '\\');
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.startsWith("\\??\\") || lower.startsWith("\\\\?\\") && !lower.startsWith("\\\\?\\unc\\")) {
            path = path.substring(4);
        } else if (lower.startsWith("\\systemroot\\")) {
            path = windows + path.substring("\\systemroot".length());
        } else if (lower.startsWith("system32\\") || lower.startsWith("syswow64\\") || lower.startsWith("system\\")) {
            path = windows + '\\' + path;
        } else if (path.startsWith("\\") && !path.startsWith("\\\\")) {
            path = windows.substring(0, Math.min(2, windows.length())) + path;
        }
        return isRelative(path) ? searched(path) : path;
    }

    private static boolean isRelative(String path) {
        return !path.startsWith("\\\\") && !(path.length() > 1 && path.charAt(1) == ':');
    }

    private String searched(String name) {
        String file = name.lastIndexOf('.') > name.lastIndexOf('\\') ? name : name + ".exe";
        for (String folder : folders()) {
            String path = (folder.endsWith("\\") ? folder : folder + '\\') + file;
            if (isFile.test(path)) {
                return path;
            }
        }
        return name;
    }

    private String[] folders() {
        String path = variables.getOrDefault("Path", "");
        return (windows + "\\System32;" + windows + ';' + path).split(";+", -1);
    }

    /** Variables between percent signs; unknown ones stay as they are. */
    public String expand(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf('%', at);
            int end = start < 0 ? -1 : text.indexOf('%', start + 1);
            if (end < 0) {
                break;
            }
            String value = variables.get(text.substring(start + 1, end));
            if (value == null) {
                out.append(text, at, end); // the second sign may begin another
                at = end;
            } else {
                out.append(text, at, start).append(value);
                at = end + 1;
            }
        }
        return out.append(text, at, text.length()).toString();
    }
}
