package io.quarry.agent.collect.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes hives: the format's kinds of lists, names and data, each where a test wants it. */
final class PlantedHive {
    static final long WRITTEN = 133_500_000_000_000_000L; // 2024-01-18

    private static final int SEGMENT = 16_344;
    private static final byte[] DESCRIPTOR = HiveDescriptor.bytes();

    private ByteBuffer bins =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).position(32);
    private int security;
    private int rootOffset;
    private int minor = 5;
    private String fileName = "planted";

    static PlantedKey key(String name) {
        return new PlantedKey(name);
    }

    PlantedHive minor(int version) {
        minor = version;
        return this;
    }

    PlantedHive fileName(String name) {
        fileName = name;
        return this;
    }

    /** The file. */
    byte[] write(PlantedKey root) {
        security = cell(20 + DESCRIPTOR.length);
        int sk = security;
        put(sk, "sk").putInt(sk + 8, sk).putInt(sk + 12, sk).putInt(sk + 16, 1).putInt(sk + 20, DESCRIPTOR.length);
        bins.put(sk + 24, DESCRIPTOR);
        rootOffset = key(root, 0, 0x2c);
        int end = bins.position();
        int size = (end + 4095) / 4096 * 4096;
        room(size);
        if (size > end) {
            bins.putInt(end, size - end); // what is left is one free cell
        }
        bins.put(0, "hbin".getBytes(StandardCharsets.US_ASCII)).putInt(4, 0).putInt(8, size);
        byte[] file = new byte[4096 + size];
        bins.get(0, file, 4096, size);
        header(file, size);
        return file;
    }

    private void header(byte[] file, int size) {
        ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        head.put(0, "regf".getBytes(StandardCharsets.US_ASCII))
                .putInt(4, 7)
                .putInt(8, 7)
                .putLong(12, WRITTEN);
        head.putInt(20, 1)
                .putInt(24, minor)
                .putInt(28, 0)
                .putInt(32, 1)
                .putInt(36, rootOffset)
                .putInt(40, size)
                .putInt(44, 1);
        head.put(48, fileName.getBytes(StandardCharsets.UTF_16LE));
        seal(file);
    }

    /** Puts the right checksum into a header that was changed. */
    static void seal(byte[] file) {
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(508, HiveHeader.checksum(file));
    }

    private int key(PlantedKey key, int parent, int flags) {
        boolean narrow = isNarrow(key.name);
        byte[] name = encode(key.name, narrow);
        int at = cell(76 + name.length);
        key.offset = at;
        put(at, "nk").putLong(at + 8, key.written);
        bins.putShort(at + 6, (short) (flags & ~0x20 | (narrow ? 0x20 : 0)));
        bins.putInt(at + 20, parent)
                .putInt(at + 24, key.children.size())
                .putInt(at + 32, -1)
                .putInt(at + 36, -1);
        bins.putInt(at + 40, key.values.size())
                .putInt(at + 44, -1)
                .putInt(at + 48, security)
                .putInt(at + 52, -1);
        bins.putShort(at + 76, (short) name.length).put(at + 80, name);
        if (!key.className.isEmpty()) {
            byte[] text = key.className.getBytes(StandardCharsets.UTF_16LE);
            int place = cell(text.length);
            bins.put(place + 4, text).putInt(at + 52, place).putShort(at + 78, (short) text.length);
        }
        if (!key.values.isEmpty()) {
            key.valueListOffset = cell(4 * key.values.size());
            bins.putInt(at + 44, key.valueListOffset);
            for (int i = 0; i < key.values.size(); i++) {
                int offset = value(key.values.get(i)); // which may move the bins
                bins.putInt(key.valueListOffset + 4 + 4 * i, offset);
            }
        }
        children(key, at);
        return at;
    }

    private void children(PlantedKey key, int at) {
        List<PlantedKey> sorted = new ArrayList<>(key.children);
        sorted.sort((a, b) -> a.name.toUpperCase(Locale.ROOT).compareTo(b.name.toUpperCase(Locale.ROOT)));
        for (PlantedKey child : sorted) {
            key(child, at, 0);
        }
        if (!sorted.isEmpty()) {
            key.listOffset = list(key.list, sorted);
            bins.putInt(at + 32, key.listOffset);
        }
    }

    private int list(String kind, List<PlantedKey> keys) {
        if (kind.equals("ri")) {
            int third = Math.max(1, (keys.size() + 2) / 3);
            List<Integer> parts = new ArrayList<>();
            for (int i = 0; i < keys.size(); i += third) {
                String part = List.of("lh", "lf", "li").get(parts.size());
                parts.add(list(part, keys.subList(i, Math.min(keys.size(), i + third))));
            }
            int at = cell(4 + 4 * parts.size());
            put(at, kind).putShort(at + 6, (short) parts.size());
            for (int i = 0; i < parts.size(); i++) {
                bins.putInt(at + 8 + 4 * i, parts.get(i));
            }
            return at;
        }
        int width = kind.equals("li") ? 4 : 8;
        int at = cell(4 + width * keys.size());
        put(at, kind).putShort(at + 6, (short) keys.size());
        for (int i = 0; i < keys.size(); i++) {
            PlantedKey key = keys.get(i);
            bins.putInt(at + 8 + width * i, key.offset);
            if (kind.equals("lh")) {
                int hash = 0;
                for (char c : key.name.toUpperCase(Locale.ROOT).toCharArray()) {
                    hash = hash * 37 + c;
                }
                bins.putInt(at + 12 + width * i, hash);
            } else if (kind.equals("lf")) {
                byte[] hint = Arrays.copyOf(encode(key.name, isNarrow(key.name)), 4);
                bins.put(at + 12 + width * i, hint);
            }
        }
        return at;
    }

    private int value(PlantedValue value) {
        boolean narrow = isNarrow(value.name);
        byte[] name = encode(value.name, narrow);
        int at = cell(20 + name.length);
        value.offset = at;
        put(at, "vk").putShort(at + 6, (short) name.length).putInt(at + 16, value.type);
        bins.putShort(at + 20, (short) (narrow ? 1 : 0)).put(at + 24, name);
        if (value.data.length <= 4) {
            bins.putInt(at + 8, value.data.length | 0x8000_0000).put(at + 12, value.data);
        } else {
            int data = data(value.data); // which may move the bins
            bins.putInt(at + 8, value.data.length).putInt(at + 12, data);
        }
        return at;
    }

    private int data(byte[] data) {
        if (data.length <= SEGMENT || minor < 4) {
            int at = cell(data.length);
            bins.put(at + 4, data);
            return at;
        }
        int count = (data.length + SEGMENT - 1) / SEGMENT;
        int at = cell(8);
        int list = cell(4 * count);
        put(at, "db").putShort(at + 6, (short) count).putInt(at + 8, list);
        for (int i = 0; i < count; i++) {
            byte[] part = Arrays.copyOfRange(data, i * SEGMENT, Math.min(data.length, (i + 1) * SEGMENT));
            int segment = cell(part.length + 4);
            bins.put(segment + 4, part).putInt(list + 4 + 4 * i, segment);
        }
        return at;
    }

    /** A cell in use for so many bytes; @return its offset */
    private int cell(int bytes) {
        int at = bins.position();
        int size = (bytes + 4 + 7) / 8 * 8;
        room(at + size + 8);
        bins.putInt(at, -size).position(at + size);
        return at;
    }

    private void room(int size) {
        if (bins.capacity() < size) {
            ByteBuffer larger = ByteBuffer.allocate(size * 2).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(0, bins.array(), 0, bins.capacity()).position(bins.position());
            bins = larger;
        }
    }

    private ByteBuffer put(int at, String signature) {
        return bins.put(at + 4, signature.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isNarrow(String name) {
        return name.chars().allMatch(c -> c < 0x100);
    }

    private static byte[] encode(String name, boolean narrow) {
        return name.getBytes(narrow ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
    }

    /** O:BAG:SYD:P(A;CI;KA;;;BA)(A;;KR;;;S-1-5-21-1-2-3-1001). */
}
