package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A job of at(1). The name of its file holds the queue, five hexadecimal digits of its number and eight of its time in
 * minutes since 1970; the file is a shell script that restores where and how at was called.
 *
 * @param uid from the second line; null when that is not as at writes it, in which case atd refuses to run it
 * @param commands what was to be run, without what at puts before it
 */
record AtJob(
        @Nullable Long uid,
        List<String> environment,
        @Nullable String workingDirectory,
        String commands) {
    private static final Pattern NAME = Pattern.compile("([a-zA-Z=])([0-9a-f]{5})([0-9a-f]{8})");
    private static final Pattern HEADER = Pattern.compile("# atrun uid=(\\d{1,10}) gid=(\\d{1,10})");
    private static final Pattern EXPORTED = Pattern.compile("(\\w+)=(.*); export \\w+");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("\\$\\{SHELL:-/bin/sh} << '(\\w+)'");
    private static final int SECONDS = 60;

    /**
     * What the name says.
     *
     * @param queue a letter, upper case for one that waits for a low load; {@code =} while it runs
     */
    record Name(char queue, int number, Instant time) {
        /** Empty when it is no job's. */
        static Optional<Name> parse(String name) {
            Matcher parts = NAME.matcher(name);
            if (!parts.matches()) {
                return Optional.empty();
            }
            Instant time = Instant.ofEpochSecond(Long.parseLong(parts.group(3), 16) * SECONDS);
            return Optional.of(new Name(name.charAt(0), Integer.parseInt(parts.group(2), 16), time));
        }
    }

    static AtJob parse(byte[] bytes) {
        String[] lines = KernelText.decode(bytes, 0, bytes.length).split("\n", -1);
        Matcher header = HEADER.matcher(lines.length > 1 ? lines[1] : "");
        Long uid = header.matches() && lines[0].equals("#!/bin/sh") ? Long.valueOf(header.group(1)) : null;
        List<String> environment = new ArrayList<>();
        String folder = null;
        int at = 0;
        for (int i = 2; i < lines.length && folder == null; i++) {
            Matcher exported = EXPORTED.matcher(lines[i]);
            if (exported.matches()) {
                environment.add(exported.group(1) + "=" + unescaped(exported.group(2)));
            } else if (lines[i].startsWith("cd ") && lines[i].endsWith(" || {")) {
                folder = unescaped(lines[i].substring("cd ".length(), lines[i].length() - " || {".length()));
                at = i + 1;
                while (at < lines.length && !lines[at].equals("}")) {
                    at++;
                }
                at = Math.min(at + 1, lines.length);
            }
        }
        return new AtJob(uid, environment, folder, commands(lines, at));
    }

    private static String commands(String[] lines, int from) {
        List<String> commands = new ArrayList<>(List.of(lines).subList(from, lines.length));
        Matcher here = HERE_DOCUMENT.matcher(commands.isEmpty() ? "" : commands.get(0));
        if (here.matches()) {
            commands.remove(0);
            int end = commands.indexOf(here.group(1));
            if (end >= 0) {
                commands.subList(end, commands.size()).clear();
            }
        }
        return String.join("\n", commands).strip();
    }

    private static String unescaped(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }
}
