package io.quarry.results.alerts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves the host of a webhook, and refuses addresses that are not for everybody: nobody who may write a rule shall
 * reach through this service what only the service reaches. The client connects to exactly what is given here, so a name
 * that changes its address after it was looked at gains nothing. Ranges: IANA's registries of special-purpose addresses,
 * as of 2025.
 */
final class PublicAddresses implements DnsResolver {
    private static final List<Range> NOT_FOR_EVERYBODY = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Range::of)
            .toList();

    /** Of IPv6, nothing else is given to anybody; what maps or translates to IPv4 lies outside of it. */
    private static final Range UNICAST = Range.of("2000::/3");

    private static final int IPV4_BYTES = 4;

    private final boolean all;

    /** @param all lets every address pass */
    PublicAddresses(boolean all) {
        this.all = all;
    }

    /** An address that may not be connected to. */
    static final class RefusedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedException(String host, InetAddress address) {
            super(host + " is at " + address.getHostAddress()
                    + ", which is no public address; QUARRY_WEBHOOKS_ALLOW_PRIVATE=true allows those");
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Range(byte[] network, int bits) {
        static Range of(String text) {
            String[] parts = text.split("/", 2);
            try {
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e); // a literal is never looked up
            }
        }

        boolean holds(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int rest = (0xff << (Byte.SIZE - bits % Byte.SIZE)) & 0xff;
            return Arrays.equals(network, 0, whole, address, 0, whole)
                    && (rest == 0 || (network[whole] & rest) == (address[whole] & rest));
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        for (InetAddress address : addresses) {
            if (!all && !forEverybody(address)) {
                throw new RefusedException(host, address);
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return host;
    }

    static boolean forEverybody(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (bytes.length == IPV4_BYTES || UNICAST.holds(bytes))
                && NOT_FOR_EVERYBODY.stream().noneMatch(range -> range.holds(bytes));
    }
}
