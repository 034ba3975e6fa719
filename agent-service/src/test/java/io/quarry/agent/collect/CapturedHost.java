package io.quarry.agent.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What Linux 6.18 on x86-64 answered in a network namespace with one of everything: datagrams of netlink, files of /proc/net. */
public final class CapturedHost {
    private CapturedHost() {}

    public static byte[] file(String name) {
        try (InputStream in = CapturedHost.class.getResourceAsStream("linux-6.18/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<ByteBuffer> datagrams(String name) {
        List<ByteBuffer> datagrams = new ArrayList<>();
        for (String line : new String(file(name + ".hex"), StandardCharsets.US_ASCII).split("\n", -1)) {
            if (!line.isEmpty()) {
                datagrams.add(ByteBuffer.wrap(HexFormat.of().parseHex(line)).order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        return datagrams;
    }
}
