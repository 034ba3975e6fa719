package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The database of apk, one text file of paragraphs: {@code P:} name, {@code V:} version, {@code F:} a folder,
 * {@code R:} a file in it, {@code Z:Q1} the base64 of its SHA-1.
 */
final class ApkDatabase implements PackageDatabase {
    /** Below the root: of version 2, and where /lib is /usr/lib. */
    static final List<String> FILES = List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");

    private static final int SHA1_BYTES = 20;
    private static final int MOST_FILES = 500_000;
    private static final int LINES_A_CHECKPOINT = 1_000;
    private static final String SHA1 = "Q1";

    private final PathIndex files = new PathIndex();
    private final List<String> owners = new ArrayList<>();
    private int[] ownerOfFile = new int[1_024];
    private byte[] digests = new byte[1_024 * SHA1_BYTES];
    private String name = "";
    private String folder = "";
    private boolean complete = true;

    ApkDatabase() {}

    /** @throws IOException when it cannot be read; NoSuchFileException when there is none */
    static ApkDatabase read(Path file, FindingSink<?> sink) throws IOException, StoppedException {
        ApkDatabase database = new ApkDatabase();
        try (FileLines lines = FileLines.open(file)) {
            int count = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                database.line(line);
                if (++count % LINES_A_CHECKPOINT == 0) {
                    sink.checkpoint();
                }
            }
        }
        if (!database.complete) {
            sink.problem(new Problem(
                    file.toString(), ProblemReason.LIMIT, "more than " + MOST_FILES + " files: the rest is not known"));
        }
        return database;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    /** Takes a line of the database. */
    void line(String line) {
        if (line.length() < 2 || line.charAt(1) != ':') {
            return;
        }
        String value = line.substring(2);
        switch (line.charAt(0)) {
            case 'P' -> {
                name = value;
                owners.add(value);
            }
            case 'V' -> {
                if (!owners.isEmpty()) {
                    owners.set(owners.size() - 1, name + " " + value);
                }
            }
            case 'F' -> folder = value.isEmpty() ? "/" : "/" + value + "/";
            case 'R' -> file(folder + value);
            case 'Z' -> digest(value);
            default -> {} // dependencies, modes
        }
    }

    private void file(String path) {
        int number = files.size();
        if (number == MOST_FILES || owners.isEmpty()) {
            complete = false;
            return;
        }
        files.add(path, number);
        if (number == ownerOfFile.length) {
            ownerOfFile = Arrays.copyOf(ownerOfFile, number * 2);
            digests = Arrays.copyOf(digests, number * 2 * SHA1_BYTES);
        }
        ownerOfFile[number] = owners.size() - 1;
    }

    private void digest(String value) {
        if (complete && files.size() > 0 && value.startsWith(SHA1)) {
            try {
                byte[] digest = Base64.getDecoder().decode(value.substring(SHA1.length()));
                System.arraycopy(
                        digest, 0, digests, (files.size() - 1) * SHA1_BYTES, Math.min(digest.length, SHA1_BYTES));
            } catch (IllegalArgumentException e) {
                return; // no base64: as if none was recorded
            }
        }
    }

    @Override
    public List<PackagedFile> owners(String path) {
        List<PackagedFile> found = new ArrayList<>();
        files.find(path, file -> {
            byte[] digest = Arrays.copyOfRange(digests, file * SHA1_BYTES, (file + 1) * SHA1_BYTES);
            boolean recorded = !Arrays.equals(digest, new byte[SHA1_BYTES]);
            found.add(new PackagedFile(
                    owners.get(ownerOfFile[file]),
                    recorded
                            ? new PackagedFile.Digest(
                                    PackagedFile.Algorithm.SHA1, HexFormat.of().formatHex(digest))
                            : null));
        });
        return found;
    }

    @Override
    public List<String> names(String path) {
        List<String> found = new ArrayList<>();
        files.find(path, file -> found.add(owners.get(ownerOfFile[file])));
        return found;
    }
}
