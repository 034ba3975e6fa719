package io.quarry.agent.collect.registry;

/** A value of a hive that is to be written. */
final class PlantedValue {
    final String name;
    final int type;
    final byte[] data;
    int offset;

    PlantedValue(String name, int type, byte[] data) {
        this.name = name;
        this.type = type;
        this.data = data;
    }
}
