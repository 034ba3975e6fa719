package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hosts files, addresses, records from the wire, nscd's database, and the texts of unbound and dnsmasq. */
class DnsParsersTest {
    private static HostsFile.Line hosts(byte[] line) throws DnsFormatException {
        return HostsFile.parse(line, 0, line.length).orElseThrow();
    }

    @Test
    void readsHostsLines() throws DnsFormatException {
        assertThat(hosts(Captured.bytes("127.0.0.1\tlocalhost localhost.localdomain # loop")))
                .isEqualTo(new HostsFile.Line("127.0.0.1", "A", List.of("localhost", "localhost.localdomain")));
        assertThat(hosts(Captured.bytes("  FE80:0::1%lo0 a.\r")))
                .isEqualTo(new HostsFile.Line("fe80::1%lo0", "AAAA", List.of("a")));
        assertThat(hosts(Captured.raw("192.0.2.1 h\u00fcb")).names()).containsExactly("h\\xfcb");
        assertThat(hosts(Captured.bytes("192.0.2.1 caf\u00e9#x")).names()).containsExactly("caf\u00e9");
        for (String blank : new String[] {"", "   \t\r", "# 127.0.0.1 x", "#"}) {
            assertThat(HostsFile.parse(Captured.bytes(blank), 0, blank.length()))
                    .isEmpty();
        }
        for (String wrong :
                new String[] {"localhost", "127.1 x", "192.0.2.1", "192.0.2.1 # x", "1.2.3.4%lo x", "010.0.0.1 x"}) {
            assertThatThrownBy(() -> hosts(Captured.bytes(wrong))).as(wrong).isInstanceOf(DnsFormatException.class);
        }
    }

    @Test
    void writesAddressesAsTheyAreUsuallyWritten() {
        for (String text :
                new String[] {"::", "::1", "1::", "2001:db8::1", "1:0:2::3", "::ffff:0:0:1", "1:2:3:4:5:6:7:8"}) {
            assertThat(AddressText.format(AddressText.parse(text).orElseThrow()))
                    .isEqualTo(text);
        }
        assertThat(AddressText.format(AddressText.parse("::ffff:192.0.2.1").orElseThrow()))
                .isEqualTo("::ffff:c000:201");
        assertThat(AddressText.format(AddressText.parse("1:0:0:2:0:0:0:3").orElseThrow()))
                .isEqualTo("1:0:0:2::3");
        for (String text : new String[] {
            ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "12345::", "g::", "1.2.3", "256.1.1.1", "1::1.2.3.4:5", ""
        }) {
            assertThat(AddressText.parse(text)).as(text).isEmpty();
        }
        assertThat(AddressText.reverse(AddressText.parse("2001:db8::1").orElseThrow()))
                .isEqualTo("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @Test
    void readsRecordsFromTheWire() throws DnsFormatException {
        WireRecord record = WireRecord.parse(
                HexFormat.of().parseHex("0161022e00000001000100000e100004c0000201".replace("022e00", "02622e")));
        assertThat(record.name()).isEqualTo("a.b\\.");
        assertThat(record.ttl()).isEqualTo(3_600);
        assertThat(record.data()).isEqualTo("192.0.2.1");
        assertThat(WireRecord.parse(HexFormat.of().parseHex("0161000fa0000100000001000301ff20"))
                        .data())
                .isEqualTo("\\# 3 01FF20");
        for (String wrong : new String[] {
            "", "00", "40", "0161", "01610000010001000000010004c00002", "016100000100010000000100050102030405"
        }) {
            assertThatThrownBy(() -> WireRecord.parse(HexFormat.of().parseHex(wrong)))
                    .as(wrong)
                    .isInstanceOf(DnsFormatException.class);
        }
    }

    private static byte[] database() throws Exception {
        try (var in = DnsParsersTest.class.getResourceAsStream("/dns/nscd-2.36-amd64.db")) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsARealDatabaseOfNscd() throws Exception {
        Records records = new Records();
        List<String> complaints = new ArrayList<>();
        new NscdHosts(new NscdBytesOf(database()), 1_795_540_560L, records, complaints::add).read();
        assertThat(complaints).isEmpty();
        assertThat(records.texts())
                .containsExactlyInAnyOrder(
                        "1.0.0.127.in-addr.arpa PTR localhost",
                        "nosuchname.invalid A null",
                        "nosuchname.invalid AAAA null",
                        "vm A 127.0.0.1",
                        "localhost A 127.0.0.1",
                        "localhost AAAA null");
        assertThat(records.all())
                .filteredOn(row -> row.name().equals("nosuchname.invalid"))
                .allSatisfy(row -> assertThat(row.ttl()).isEqualTo(9))
                .allSatisfy(row -> assertThat(row.flags()).containsExactly("NOT_FOUND"));
    }

    @Test
    void survivesADamagedDatabase() throws Exception {
        byte[] whole = database();
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(2_000) : whole.length);
            for (int i = 0; i < 20 && damaged.length > 0; i++) {
                damaged[random.nextInt(Math.min(damaged.length, 1_600))] = (byte) random.nextInt();
            }
            try {
                new NscdHosts(new NscdBytesOf(damaged), 1, new Records(), complaint -> {}).read();
            } catch (DnsFormatException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void readsUnboundsDump() throws DnsFormatException {
        List<String> found = new ArrayList<>();
        UnboundDump dump = new UnboundDump();
        for (String line : """
                START_RRSET_CACHE
                ;rrset 298 1 0 8 0
                a.test.\t298\tIN\tA\t192.0.2.1
                t.test.\t10\tCH\tTXT\t"a b" "c"
                END_RRSET_CACHE
                START_MSG_CACHE
                msg no.test. IN A 33155 1 298 0 0 1 0
                test. IN SOA 4
                msg m.test. IN AAAA 33152 1 298 0 0 1 0
                msg a.test. IN A 33152 1 298 0 1 0 0
                msg f.test. IN A 33154 1 298 0 0 0 0
                END_MSG_CACHE
                EOF""".split("\n")) {
            byte[] bytes = Captured.bytes(line);
            dump.line(bytes, bytes.length)
                    .ifPresent(row -> found.add(row.name() + " " + row.type() + " " + row.status()));
        }
        assertThat(found)
                .containsExactly("a.test A SUCCESS", "t.test TXT SUCCESS", "no.test A NXDOMAIN", "m.test AAAA NODATA");
        for (String wrong : new String[] {"error unknown command", "a.test. x IN A 1", "a.test."}) {
            byte[] bytes = Captured.bytes(wrong);
            assertThatThrownBy(() -> new UnboundDump().line(bytes, bytes.length))
                    .isInstanceOf(DnsFormatException.class);
        }
    }

    @Test
    void readsDnsmasqsOptions() throws Exception {
        Records records = new Records();
        DnsmasqConfig config = new DnsmasqConfig(records);
        config.arguments(
                List.of("-k", "-C", "/a", "--cname=x.test,y.test,30", "--conf-dir=/d,.bak", "--addn-hosts=/h"));
        config.line(" host-record = a.test,b.test,192.0.2.1,2001:db8::1,60 ");
        config.line("address=/z.test/y/192.0.2.2");
        config.line("#address=/no/192.0.2.2");
        config.line("address=/blocked.test/");
        assertThat(config.configured()).isTrue();
        assertThat(config.files()).containsExactly("/a", "/d");
        assertThat(config.hosts()).containsExactly("/h");
        assertThat(records.texts())
                .containsExactly(
                        "x.test CNAME y.test",
                        "a.test A 192.0.2.1",
                        "b.test A 192.0.2.1",
                        "a.test AAAA 2001:db8::1",
                        "b.test AAAA 2001:db8::1",
                        "z.test A 192.0.2.2",
                        "y A 192.0.2.2");
    }
}
