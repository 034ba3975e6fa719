package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A small hive that is sound, for tests to damage. */
abstract class SoundHive {
    static final int BINS = 4096;

    @TempDir
    Path folder;

    final PlantedKey deep = PlantedHive.key("Deep").text("v", "deep value of some length");

    final PlantedKey first =
            PlantedHive.key("First").text("a", "some text here").with(deep);

    final PlantedKey second = PlantedHive.key("Second").text("b", "other text here");

    final PlantedKey root = PlantedHive.key("root").with(first, second);

    byte[] sound() {
        return new PlantedHive().write(root);
    }

    Searched search(byte[] bytes) throws IOException {
        return Searched.everything(Files.write(folder.resolve("hive"), bytes));
    }

    static ByteBuffer at(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
