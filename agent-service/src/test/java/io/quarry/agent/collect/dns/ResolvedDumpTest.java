package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedDumpTest {
    /** Written by hand: an older answer, without the scope's properties, with a link and an entry of another class. */
    private static final String PLAIN = """
            {"parameters":{"dump":[{"protocol":"mdns","family":10,"ifindex":2,"ifname":"eth0","cache":[
            {"key":{"class":3,"type":1,"name":"a.local"},"rrs":[{"raw":"AWEEdGVzdAAAAQABAAABLAAEwAACAQ==","rr":{}}],"until":61000000},
            {"key":{"class":1,"type":65280,"name":"x"},"type":"NXDOMAIN","until":1},
            {"key":{"class":1,"type":1,"name":"bad"},"rrs":[{"raw":"AAA="}],"until":1}]},
            {"protocol":"dns","cache":[]}]}}""";

    private static Records read(byte[] answer, long now) throws Exception {
        Records records = new Records();
        assertThat(ResolvedDump.read(new ByteArrayInputStream(answer), now, records))
                .isNull();
        return records;
    }

    private static byte[] captured(String version) throws Exception {
        try (var in = ResolvedDumpTest.class.getResourceAsStream("/dns/resolved-" + version + ".json")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"257", "262"})
    void readsWhatARealOneSent(String version) throws Exception {
        assertThat(read(captured(version), 4_192_000_000L).texts())
                .contains(
                        "a.test A 192.0.2.1",
                        "a.test AAAA 2001:db8::1",
                        "c.test CNAME a.test",
                        "m.test MX 5 a.test",
                        "_s._tcp.test SRV 1 2 443 a.test",
                        "1.2.0.192.in-addr.arpa PTR a.test",
                        "t.test TXT \"v=spf1 \\\"q\\\" x\" \"zwei;\"",
                        "ca.test CAA 0 issue \"le.test\"",
                        "n.test NAPTR 1 2 \"S\" \"SIP\" \"!^.*!x!\" r.test",
                        "h.test HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1",
                        "nix.test ANY NXDOMAIN",
                        "m.test AAAA NODATA");
    }

    @Test
    void readsLinksClassesAndWhatItCannotRead() throws Exception {
        Records records = read(Captured.bytes(PLAIN), 1_000_000);
        CachedRecord first = records.all().get(0);
        assertThat(first.link()).isEqualTo("eth0");
        assertThat(first.flags()).containsExactly("MDNS", "CLASS3");
        assertThat(first.ttl()).isEqualTo(60);
        assertThat(records.all().get(1).type()).isEqualTo("TYPE65280");
        assertThat(records.all().get(1).ttl()).as("over").isZero();
        assertThat(records.all().get(2).complaint()).isNotNull();
    }

    @Test
    void givesTheErrorsName() throws Exception {
        for (String rest : new String[] {"", ",\"parameters\":{}", ",\"parameters\":{\"method\":\"x\"}"}) {
            String answer = "{\"error\":\"org.varlink.service.MethodNotFound\"" + rest + "}";
            assertThat(ResolvedDump.read(new ByteArrayInputStream(Captured.bytes(answer)), 1, new Records()))
                    .isEqualTo("org.varlink.service.MethodNotFound");
        }
    }

    @Test
    void refusesAnAnswerThatIsCutAnywhere() throws Exception {
        byte[] whole = captured("257");
        for (int length = 0; length < whole.length - 1; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part, 1)).as("%d bytes", length).isInstanceOf(DnsFormatException.class);
        }
    }

    @Test
    void refusesWhatIsNone() {
        for (String answer :
                new String[] {"", "[]", "{}", "{\"parameters\":{\"dump\":{}}}", "\u0000", "{\"parameters\":7}"}) {
            assertThatThrownBy(() -> read(Captured.bytes(answer), 1)).isInstanceOf(DnsFormatException.class);
        }
        assertThatThrownBy(() -> read(Captured.raw("{\"\u00ff"), 1)).isInstanceOf(DnsFormatException.class);
    }
}
