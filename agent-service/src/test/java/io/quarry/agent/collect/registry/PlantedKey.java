package io.quarry.agent.collect.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A key of a hive that is to be written. */
final class PlantedKey {
    final String name;
    final List<PlantedKey> children = new ArrayList<>();
    final List<PlantedValue> values = new ArrayList<>();
    String list = "lh";
    String className = "";
    long written = PlantedHive.WRITTEN;
    int offset;
    int listOffset;
    int valueListOffset;

    PlantedKey(String name) {
        this.name = name;
    }

    PlantedKey value(String valueName, int type, byte[] data) {
        values.add(new PlantedValue(valueName, type, data));
        return this;
    }

    PlantedKey text(String valueName, String data) {
        return value(valueName, 1, (data + "\0").getBytes(StandardCharsets.UTF_16LE));
    }

    PlantedKey with(PlantedKey... more) {
        children.addAll(Arrays.asList(more));
        return this;
    }

    /** lf, lh, li, or ri with lists of a third of the subkeys each. */
    PlantedKey list(String kind) {
        list = kind;
        return this;
    }

    PlantedKey className(String text) {
        className = text;
        return this;
    }

    PlantedKey written(long time) {
        written = time;
        return this;
    }
}
