package io.quarry.agent.collect.arp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Makers by the first three bytes of a link address: 32,000 prefixes in 1.5 MB. */
final class OuiTable {
    private static final String RESOURCE = "oui.txt.gz";
    private static final int NAME_BITS = 24;
    private static final int LOCAL = 0x02;
    private static final long NAME_MASK = (1L << NAME_BITS) - 1;

    private final List<String> names = new ArrayList<>();
    private final long[] entries; // prefix above, number of the name below; sorted

    private OuiTable(BufferedReader lines) throws IOException {
        long[] all = new long[1 << 10];
        int size = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int tab = line.indexOf('\t');
            if (tab > 0 && !line.startsWith("#")) {
                for (String prefix : line.substring(tab + 1).split(" ", -1)) {
                    all = size == all.length ? Arrays.copyOf(all, 2 * size) : all;
                    all[size++] = Long.parseLong(prefix, 16) << NAME_BITS | names.size();
                }
                names.add(line.substring(0, tab));
            }
        }
        entries = Arrays.copyOf(all, size);
        Arrays.sort(entries);
    }

    /** The one that is shipped. */
    static OuiTable shipped() {
        try (InputStream in = Objects.requireNonNull(OuiTable.class.getResourceAsStream(RESOURCE), RESOURCE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return new OuiTable(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("a part of this program: " + RESOURCE, e);
        }
    }

    /** Empty for addresses that nobody was given: set by hand, drawn at random, of groups, all zero. */
    Optional<String> vendor(byte[] mac) {
        if (mac.length != Mac.BYTES || (mac[0] & LOCAL) != 0 || Mac.isGroup(mac) || Mac.isZero(mac)) {
            return Optional.empty();
        }
        long prefix = (mac[0] & 0xffL) << 16 | (mac[1] & 0xff) << 8 | mac[2] & 0xff;
        int at = Arrays.binarySearch(entries, prefix << NAME_BITS);
        at = at < 0 ? -at - 1 : at;
        if (at == entries.length || entries[at] >> NAME_BITS != prefix) {
            return Optional.empty();
        }
        return Optional.of(names.get((int) (entries[at] & NAME_MASK)));
    }
}
