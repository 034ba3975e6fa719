package io.quarry.agent.collect.registry;

import java.util.Arrays;
import java.util.List;

/** A hive that is dirty, and its log: the first 4 KiB, header and all, are the hive's start, the rest is the log. */
public final class HiveLogFuzz {
    private static final int HIVE = 4096;

    private HiveLogFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > HIVE) {
            byte[] hive = Arrays.copyOf(data, HIVE);
            byte[] log = Arrays.copyOfRange(data, HIVE, data.length);
            repair(log);
            HiveFuzz.search(hive, List.of(new LogReplay.Log("log", HiveSource.of(log))));
        }
    }

    /** A checksum that is right lets the fuzzer through to what lies behind it. */
    private static void repair(byte[] log) {
        if (log.length >= HiveHeader.BYTES) {
            int sum = HiveHeader.checksum(log);
            for (int i = 0; i < Integer.BYTES; i++) {
                log[508 + i] = (byte) (sum >>> i * Byte.SIZE);
            }
        }
    }
}
