package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What is set on a TCP, UDP or raw socket: INET_DIAG_* of linux/inet_diag.h. */
final class InetOptions {
    private static final int INFO = 2;
    private static final int CONG = 4;
    private static final int TOS = 5;
    private static final int TCLASS = 6;
    private static final int SHUTDOWN = 8;
    private static final int SKV6ONLY = 11;
    private static final int MARK = 15;
    private static final int MD5SIG = 18;
    private static final int ULP_INFO = 19;
    private static final int SOCKOPT = 22;

    private static final int TCPI_OPTIONS = 5;
    private static final int TCPI_WSCALE = 6;
    private static final int WSCALE = 4;
    private static final int ULP_NAME = 1;

    /** Bits of tcpi_options in tcp_info of linux/tcp.h; window scaling has numbers and is told apart. */
    private static final String[] TCP = {"timestamps", "sack", "", "ecn", "ecn_seen", "fastopen"};

    private static final String[] SHUT = {"shutdown_receive", "shutdown_send"};

    /** Bits of struct inet_diag_sockopt that say something; those that are always set (mc_loop, mc_all) do not. */
    private static final String[] SET = {
        "recverr",
        "",
        "freebind",
        "hdrincl",
        "",
        "transparent",
        "",
        "nodefrag",
        "bind_address_no_port",
        "recverr_rfc4884",
        "defer_connect"
    };

    private InetOptions() {}

    static List<String> parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        List<String> options = new ArrayList<>(4);
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case INFO -> info(attributes, options);
                case CONG -> options.add("congestion:" + attributes.text());
                case TOS -> number("tos", attributes.u8(0), options);
                case TCLASS -> number("tclass", attributes.u8(0), options);
                case SHUTDOWN -> bits(attributes.u8(0), SHUT, options);
                case SKV6ONLY -> bits(attributes.u8(0), new String[] {"v6only"}, options);
                case MARK -> number("mark", attributes.u32(0), options);
                case MD5SIG -> options.add("md5sig");
                case ULP_INFO -> protocol(attributes, options);
                case SOCKOPT -> set(bytes, attributes, options);
                default -> {} // memory, congestion control's own figures
            }
        }
        return options;
    }

    private static void info(NetlinkAttributes info, List<String> options) throws MalformedTextException {
        if (info.length() <= TCPI_WSCALE) {
            return; // of a raw or UDP socket: none
        }
        int set = info.u8(TCPI_OPTIONS);
        bits(set, TCP, options);
        if ((set & WSCALE) != 0) {
            int scales = info.u8(TCPI_WSCALE);
            options.add("wscale:" + (scales & 0xf) + "," + (scales >> 4));
        }
    }

    private static void protocol(NetlinkAttributes ulp, List<String> options) throws MalformedTextException {
        NetlinkAttributes nested = ulp.nested(0);
        while (nested.next()) {
            if (nested.kind() == ULP_NAME) {
                options.add("ulp:" + nested.text());
            }
        }
    }

    private static void set(ByteBuffer bytes, NetlinkAttributes value, List<String> options)
            throws MalformedTextException {
        if (bytes.order() == ByteOrder.LITTLE_ENDIAN) { // bit fields: where the first bit lies depends on the machine
            bits(value.u8(0) | (value.length() > 1 ? value.u8(1) << 8 : 0), SET, options);
        }
    }

    private static void bits(int set, String[] names, List<String> options) {
        for (int i = 0; i < names.length; i++) {
            if ((set >> i & 1) != 0 && !names[i].isEmpty()) {
                options.add(names[i]);
            }
        }
    }

    private static void number(String name, long value, List<String> options) {
        if (value != 0) {
            options.add(name + ":0x" + Long.toHexString(value));
        }
    }
}
