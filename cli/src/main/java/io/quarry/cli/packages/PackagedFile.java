package io.quarry.cli.packages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of a package.
 *
 * @param path where it is to be, without a leading slash
 * @param content what it holds
 * @param kind how package managers treat it
 */
record PackagedFile(String path, Content content, Kind kind) {
    enum Kind {
        PROGRAM(0755),
        FILE(0644),
        /** The administrator's: kept when a package is upgraded or removed. */
        CONFIGURATION(0644);

        private final int mode;

        Kind(int mode) {
            this.mode = mode;
        }

        int mode() {
            return mode;
        }
    }

    sealed interface Content {
        byte[] bytes() throws IOException;
    }

    /** Of a file on this machine. */
    record Copied(Path file) implements Content {
        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(file);
        }
    }

    /** Made here. */
    record Made(byte[] bytes) implements Content {
        Made(String text) {
            this(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    PackagedFile {
        if (path.startsWith("/") || path.isBlank()) {
            throw new IllegalArgumentException("a path inside a package, not '" + path + "'");
        }
    }

    PackagedFile below(String folder) {
        return new PackagedFile(folder + "/" + path, content, kind);
    }
}
