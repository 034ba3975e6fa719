package io.quarry.agent.collect.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A key of a hive that is to be written. */
final class HiveKey {
    final String name;
    final List<HiveKey> children = new ArrayList<>();
    final List<HiveValue> values = new ArrayList<>();
    String list = "lh";
    String className = "";
    long written = PlantedHive.WRITTEN;
    int offset;
    int listOffset;
    int valueListOffset;

    HiveKey(String name) {
        this.name = name;
    }

    HiveKey value(String valueName, int type, byte[] data) {
        values.add(new HiveValue(valueName, type, data));
        return this;
    }

    HiveKey text(String valueName, String data) {
        return value(valueName, 1, (data + "\0").getBytes(StandardCharsets.UTF_16LE));
    }

    HiveKey with(HiveKey... more) {
        children.addAll(Arrays.asList(more));
        return this;
    }

    /** lf, lh, li, or ri with lists of a third of the subkeys each. */
    HiveKey list(String kind) {
        list = kind;
        return this;
    }

    HiveKey className(String text) {
        className = text;
        return this;
    }

    HiveKey written(long time) {
        written = time;
        return this;
    }
}
