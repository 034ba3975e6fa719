package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A hive that a test writes. */
abstract class WrittenHive {
    @TempDir
    Path folder;

    Path plant(PlantedKey root) throws IOException {
        return Files.write(folder.resolve("hive"), new PlantedHive().write(root));
    }

    static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }
}
