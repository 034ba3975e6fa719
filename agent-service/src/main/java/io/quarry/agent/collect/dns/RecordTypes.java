package io.quarry.agent.collect.dns;

import java.util.Map;

/** Names of record types, as IANA registered them. */
final class RecordTypes {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "A"),
            Map.entry(2, "NS"),
            Map.entry(5, "CNAME"),
            Map.entry(6, "SOA"),
            Map.entry(10, "NULL"),
            Map.entry(12, "PTR"),
            Map.entry(13, "HINFO"),
            Map.entry(15, "MX"),
            Map.entry(16, "TXT"),
            Map.entry(17, "RP"),
            Map.entry(18, "AFSDB"),
            Map.entry(24, "SIG"),
            Map.entry(25, "KEY"),
            Map.entry(28, "AAAA"),
            Map.entry(29, "LOC"),
            Map.entry(33, "SRV"),
            Map.entry(35, "NAPTR"),
            Map.entry(37, "CERT"),
            Map.entry(39, "DNAME"),
            Map.entry(43, "DS"),
            Map.entry(44, "SSHFP"),
            Map.entry(46, "RRSIG"),
            Map.entry(47, "NSEC"),
            Map.entry(48, "DNSKEY"),
            Map.entry(50, "NSEC3"),
            Map.entry(51, "NSEC3PARAM"),
            Map.entry(52, "TLSA"),
            Map.entry(53, "SMIMEA"),
            Map.entry(59, "CDS"),
            Map.entry(60, "CDNSKEY"),
            Map.entry(61, "OPENPGPKEY"),
            Map.entry(63, "ZONEMD"),
            Map.entry(64, "SVCB"),
            Map.entry(65, "HTTPS"),
            Map.entry(99, "SPF"),
            Map.entry(108, "EUI48"),
            Map.entry(109, "EUI64"),
            Map.entry(255, "ANY"),
            Map.entry(256, "URI"),
            Map.entry(257, "CAA"));

    private RecordTypes() {}

    /** {@code TYPE<n>} for one without a name, RFC 3597. */
    static String name(int type) {
        return NAMES.getOrDefault(type, "TYPE" + type);
    }
}
