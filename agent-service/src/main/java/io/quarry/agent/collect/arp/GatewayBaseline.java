package io.quarry.agent.collect.arp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Link addresses of gateways as the agent last saw them, in a small file of its own: what a run compares with. Written anew
 * as a whole and moved into place, so that a crash leaves the old one.
 */
final class GatewayBaseline {
    private static final String NAME = "gateways.tsv";
    private static final String HEADER = "quarry gateways 1";
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 4 << 20;

    private final Path file;

    /**
     * A gateway.
     *
     * @param network that it belongs to, where one host has several that are apart (network namespaces)
     */
    record Gateway(String network, String interfaceName, String address) {}

    /** @param folder made when there is something to keep */
    GatewayBaseline(Path folder) {
        this.file = folder.resolve(NAME);
    }

    Path file() {
        return file;
    }

    /** @throws IOException when there is one that can't be read */
    synchronized Map<Gateway, String> load() throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is larger than any that was written here");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new LinkedHashMap<>();
        }
    }

    /** Lines that are none of its own are left out: at worst a gateway counts as never seen. */
    static Map<Gateway, String> parse(String text) {
        Map<Gateway, String> known = new LinkedHashMap<>();
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            return known;
        }
        for (String line : lines) {
            String[] fields = line.split("\t", -1);
            if (fields.length == 4) {
                known.put(new Gateway(fields[0], fields[1], fields[2]), fields[3]);
            }
        }
        return known;
    }

    /**
     * Adds what was seen now; what was not seen stays, those seen longest ago go when there are too many.
     *
     * @throws IOException when it can't be written
     */
    synchronized void keep(Map<Gateway, String> seen) throws IOException {
        Map<Gateway, String> known = load();
        if (known.entrySet().containsAll(seen.entrySet())) {
            return;
        }
        seen.forEach((gateway, mac) -> {
            known.remove(gateway); // to the end of the order
            known.put(gateway, mac);
        });
        Iterator<Gateway> eldest = known.keySet().iterator();
        for (int i = known.size(); i > MOST; i--) {
            eldest.next();
            eldest.remove();
        }
        write(known);
    }

    private void write(Map<Gateway, String> known) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        known.forEach((gateway, mac) -> text.append(gateway.network)
                .append('\t')
                .append(gateway.interfaceName)
                .append('\t')
                .append(gateway.address)
                .append('\t')
                .append(mac)
                .append('\n'));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, mode(folder));
        }
        Path next = file.resolveSibling(NAME + ".new");
        Files.writeString(next, text, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] mode(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
