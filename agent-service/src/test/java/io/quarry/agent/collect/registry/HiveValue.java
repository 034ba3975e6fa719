package io.quarry.agent.collect.registry;

/** A value of a hive that is to be written. */
final class HiveValue {
    final String name;
    final int type;
    final byte[] data;
    int offset;

    HiveValue(String name, int type, byte[] data) {
        this.name = name;
        this.type = type;
        this.data = data;
    }
}
