package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remote addresses of established TCP connections by the inode of their socket, from /proc/net/tcp and tcp6. */
final class TcpPeers {
    private static final long ESTABLISHED = 1;
    private static final int WORD_DIGITS = 8;

    private TcpPeers() {}

    /**
     * Finds those of some sockets.
     *
     * @param table the file; lines that are none are left out
     * @param order of the machine: an address is words in it
     */
    static void find(byte[] table, Iterable<Long> inodes, ByteOrder order, Map<Long, String> found) {
        Map<Long, Boolean> wanted = new HashMap<>();
        inodes.forEach(inode -> wanted.put(inode, true));
        ByteCursor in = new ByteCursor(table, 0, table.length);
        in.nextLine();
        while (!in.atEnd()) {
            try {
                in.skipField(); // number of the line
                in.skipField(); // local
                in.skipBlanks();
                int start = in.position();
                in.skipField();
                int end = in.position();
                in.skipBlanks();
                boolean established = in.hexadecimal() == ESTABLISHED;
                for (int field = 4; field < 9; field++) {
                    in.skipField();
                }
                long inode = in.decimal();
                String address = established && wanted.containsKey(inode) ? address(table, start, end, order) : null;
                if (address != null) {
                    found.put(inode, address);
                }
            } catch (MalformedTextException e) {
                // left out
            }
            in.nextLine();
        }
    }

    /** Hexadecimal words in the machine's order, then a colon and the port. */
    private static @Nullable String address(byte[] table, int from, int end, ByteOrder order) {
        int colon = from;
        while (colon < end && table[colon] != ':') {
            colon++;
        }
        int digits = colon - from;
        if (digits != WORD_DIGITS && digits != 4 * WORD_DIGITS) {
            return null;
        }
        byte[] address = new byte[digits / 2];
        for (int i = 0; i < address.length; i++) {
            int high = Character.digit(table[from + 2 * i], 16);
            int low = Character.digit(table[from + 2 * i + 1], 16);
            if (high < 0 || low < 0) {
                return null;
            }
            int place = order == ByteOrder.LITTLE_ENDIAN ? i / 4 * 4 + 3 - i % 4 : i;
            address[place] = (byte) (high << 4 | low);
        }
        return text(address);
    }

    /** An address as RFC 5952 writes it; one of IPv4 in IPv6 clothes as IPv4. */
    static @Nullable String text(byte[] address) {
        try {
            InetAddress known = InetAddress.getByAddress(address);
            return known instanceof Inet6Address ? shortened(known.getAddress()) : known.getHostAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The longest run of zeros, if of two words at least and the first of several, becomes a double colon. */
    private static String shortened(byte[] address) {
        int[] words = new int[8];
        int start = -1;
        int longest = 1;
        int run = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
            run = words[i] == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                start = i + 1 - run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(words[i]));
            }
        }
        return text.toString();
    }
}
