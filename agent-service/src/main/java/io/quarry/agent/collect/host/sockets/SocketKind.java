package io.quarry.agent.collect.host.sockets;

/** Kinds of sockets, each a list of its own in the kernel: by sock_diag(7), and a file of proc_pid_net(5). */
public enum SocketKind {
    TCP_IPV4("tcp", "IPv4", 2, 6, "tcp"),
    TCP_IPV6("tcp", "IPv6", 10, 6, "tcp6"),
    UDP_IPV4("udp", "IPv4", 2, 17, "udp"),
    UDP_IPV6("udp", "IPv6", 10, 17, "udp6"),
    RAW_IPV4("raw", "IPv4", 2, 255, "raw"),
    RAW_IPV6("raw", "IPv6", 10, 255, "raw6"),
    ICMP_IPV4("icmp", "IPv4", 2, 0, "icmp"),
    ICMP_IPV6("icmp", "IPv6", 10, 0, "icmp6"),
    PACKET("packet", "PACKET", 17, 0, "packet"),
    UNIX("unix", "UNIX", 1, 0, "unix");

    private final String protocol;
    private final String family;
    private final int addressFamily;
    private final int ipProtocol;
    private final String file;

    SocketKind(String protocol, String family, int addressFamily, int ipProtocol, String file) {
        this.protocol = protocol;
        this.family = family;
        this.addressFamily = addressFamily;
        this.ipProtocol = ipProtocol;
        this.file = file;
    }

    /** As a finding has it: tcp, udp, raw, icmp, packet, unix. */
    public String protocol() {
        return protocol;
    }

    /** As a finding has it: IPv4, IPv6, PACKET, UNIX. */
    public String family() {
        return family;
    }

    /** AF_* of socket(2). */
    int addressFamily() {
        return addressFamily;
    }

    /** IPPROTO_* as sock_diag wants it, 0 where it has none. */
    int ipProtocol() {
        return ipProtocol;
    }

    /** Its file in {@code /proc/net}. */
    String file() {
        return file;
    }

    /** Whether it has addresses of the internet. */
    public boolean inet() {
        return compareTo(PACKET) < 0;
    }

    public boolean tcp() {
        return ipProtocol == TCP_IPV4.ipProtocol;
    }

    boolean raw() {
        return ipProtocol == RAW_IPV4.ipProtocol;
    }

    int addressBytes() {
        return addressFamily == TCP_IPV4.addressFamily ? 4 : 16;
    }

    /** Whether sock_diag lists it; the others are text only. */
    boolean diagnosable() {
        return this != ICMP_IPV4 && this != ICMP_IPV6;
    }
}
