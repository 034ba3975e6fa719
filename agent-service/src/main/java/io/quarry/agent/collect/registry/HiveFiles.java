package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that paths and globs name: {@code *}, {@code ?} and {@code [...]} within a name, {@code **} for any folders. Follows no link. */
final class HiveFiles {
    private static final String ANY_FOLDERS = "**";
    private static final int DEEPEST = 256;

    private final FindingSink<?> sink;
    private boolean denied;

    /** Takes files that are there and are regular ones. */
    interface Visitor {
        /** @param named whether it was named outright, not found by a glob */
        void file(Path file, boolean named) throws StoppedException;
    }

    HiveFiles(FindingSink<?> sink) {
        this.sink = sink;
    }

    /** Something could not be looked at for lack of privilege. */
    boolean denied() {
        return denied;
    }

    /** Visits what a path or glob names; says so when that is nothing. */
    void find(String pattern, Visitor visitor) throws StoppedException {
        try {
            String literal = pattern.substring(0, globStart(pattern)); // on Windows a glob is no path
            Path path = Path.of(literal);
            if (!path.isAbsolute()) {
                problem(pattern, ProblemReason.NOT_AVAILABLE, "not an absolute path");
            } else if (literal.length() == pattern.length()) {
                one(path, visitor);
            } else if (walk(path.getRoot(), segments(path, pattern.substring(literal.length())), 0, 0, visitor) == 0) {
                problem(pattern, ProblemReason.NOT_AVAILABLE, "matches no file");
            }
        } catch (InvalidPathException | PatternSyntaxException e) {
            problem(pattern, ProblemReason.MALFORMED, e.toString());
        }
    }

    static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /** Where the first segment with a glob begins; behind the end when there is none. */
    private static int globStart(String pattern) {
        int start = 0;
        for (int i = 0; i < pattern.length(); i++) {
            if (isSeparator(pattern.charAt(i))) {
                start = i + 1;
            } else if (isGlob(pattern.substring(i, i + 1))) {
                return start;
            }
        }
        return pattern.length();
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == File.separatorChar;
    }

    private static List<String> segments(Path folders, String globs) {
        List<String> segments = new ArrayList<>();
        folders.forEach(segment -> segments.add(segment.toString()));
        int start = 0;
        for (int i = 0; i <= globs.length(); i++) {
            if (i == globs.length() || isSeparator(globs.charAt(i))) {
                if (i > start) {
                    segments.add(globs.substring(start, i));
                }
                start = i + 1;
            }
        }
        return segments;
    }

    private void one(Path path, Visitor visitor) throws StoppedException {
        try {
            if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                visitor.file(path, true);
            } else {
                problem(path.toString(), ProblemReason.SKIPPED, "not a regular file (links are not followed)");
            }
        } catch (IOException e) {
            unreadable(path, e);
        }
    }

    private int walk(Path folder, List<String> segments, int at, int level, Visitor visitor) throws StoppedException {
        String segment = segments.get(at);
        boolean last = at == segments.size() - 1;
        if (segment.equals(ANY_FOLDERS)) {
            int found = last ? 0 : walk(folder, segments, at + 1, level, visitor);
            return found
                    + enter(folder, "*", last, level, visitor, child -> walk(child, segments, at, level + 1, visitor));
        }
        if (!isGlob(segment)) {
            return literal(folder.resolve(segment), segments, at, level, visitor);
        }
        return enter(
                folder,
                segment,
                last,
                level,
                visitor,
                child -> last ? 0 : walk(child, segments, at + 1, level + 1, visitor));
    }

    private int literal(Path path, List<String> segments, int at, int level, Visitor visitor) throws StoppedException {
        if (at == segments.size() - 1) {
            return file(path, visitor);
        }
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? walk(path, segments, at + 1, level + 1, visitor)
                : 0;
    }

    private interface Folder {
        int enter(Path folder) throws StoppedException;
    }

    /** Files of a folder that match, when they are wanted, and what is found in its folders that match. */
    private int enter(Path folder, String glob, boolean files, int level, Visitor visitor, Folder folders)
            throws StoppedException {
        if (level > DEEPEST) {
            problem(folder.toString(), ProblemReason.LIMIT, "deeper than " + DEEPEST + " folders");
            return 0;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        int found = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                sink.checkpoint();
                if (!matcher.matches(child.getFileName())) {
                    continue;
                }
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    found += folders.enter(child);
                } else if (files) {
                    found += file(child, visitor);
                }
            }
        } catch (IOException e) {
            unreadable(folder, e);
        } catch (DirectoryIteratorException e) {
            unreadable(folder, new IOException(e.getMessage(), e));
        }
        return found;
    }

    private static int file(Path path, Visitor visitor) throws StoppedException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        visitor.file(path, false);
        return 1;
    }

    void unreadable(Path path, IOException e) {
        if (e instanceof AccessDeniedException) {
            denied = true;
            problem(path.toString(), ProblemReason.DENIED, "reading it needs more privileges");
        } else if (e instanceof NoSuchFileException) {
            problem(path.toString(), ProblemReason.NOT_AVAILABLE, "no such file");
        } else {
            problem(path.toString(), ProblemReason.IO_ERROR, e.toString());
        }
    }

    private void problem(String item, ProblemReason reason, String detail) {
        sink.problem(new Problem(item, reason, detail));
    }
}
