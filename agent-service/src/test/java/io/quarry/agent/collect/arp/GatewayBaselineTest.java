package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.arp.GatewayBaseline.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayBaselineTest {
    private static final Gateway ONE = new Gateway("host", "eth0", "192.0.2.1");
    private static final Gateway OTHER = new Gateway("net:[4026532281]", "eth0", "192.0.2.1");

    @TempDir
    private Path folder;

    @Test
    void remembersAcrossAgents() throws IOException {
        assertThat(new GatewayBaseline(folder.resolve("a/b")).load()).isEmpty();
        new GatewayBaseline(folder.resolve("a/b")).keep(Map.of(ONE, "02:00:00:00:00:01"));
        new GatewayBaseline(folder.resolve("a/b")).keep(Map.of(OTHER, "02:00:00:00:00:02"));
        assertThat(new GatewayBaseline(folder.resolve("a/b")).load())
                .containsExactlyInAnyOrderEntriesOf(Map.of(ONE, "02:00:00:00:00:01", OTHER, "02:00:00:00:00:02"));
    }

    @Test
    void writesOnlyWhatIsNew() throws IOException {
        GatewayBaseline baseline = new GatewayBaseline(folder);
        baseline.keep(Map.of(ONE, "02:00:00:00:00:01"));
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(baseline.file(), longAgo);
        baseline.keep(Map.of(ONE, "02:00:00:00:00:01"));
        assertThat(Files.getLastModifiedTime(baseline.file())).isEqualTo(longAgo);
        baseline.keep(Map.of(ONE, "02:00:00:00:00:02"));
        assertThat(baseline.load()).containsEntry(ONE, "02:00:00:00:00:02");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(baseline.file());
        }
    }

    @Test
    void staysSmall() throws IOException {
        GatewayBaseline baseline = new GatewayBaseline(folder);
        baseline.keep(Map.of(ONE, "02:00:00:00:00:01"));
        Map<Gateway, String> many = new HashMap<>();
        for (int i = 1; i <= 10_000; i++) {
            many.put(new Gateway("host", "eth" + i, "192.0.2.1"), "02:00:00:00:00:01");
        }
        baseline.keep(many);
        assertThat(baseline.load()).hasSize(10_000).doesNotContainKey(ONE);
    }

    @Test
    void takesNothingForGranted() throws IOException {
        GatewayBaseline baseline = new GatewayBaseline(folder);
        for (String text : new String[] {
            "", "\n\n", "something else\nhost\teth0\t192.0.2.1\tx", "quarry gateways 1\nhost\teth0\n\t\t\n\0"
        }) {
            Files.writeString(baseline.file(), text);
            assertThat(baseline.load()).as(text).isEmpty();
        }
        Files.write(baseline.file(), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(baseline::load).isInstanceOf(IOException.class);
        Files.write(baseline.file(), new byte[5 << 20]);
        assertThatThrownBy(baseline::load).isInstanceOf(IOException.class);
    }

    @Test
    void knowsMakers() {
        OuiTable table = OuiTable.shipped();
        HexFormat colons = HexFormat.ofDelimiter(":");
        assertThat(table.vendor(colons.parseHex("00:00:0c:11:22:33"))).hasValue("Cisco Systems, Inc");
        assertThat(table.vendor(colons.parseHex("00:50:56:00:00:01"))).hasValue("VMware, Inc.");
        assertThat(table.vendor(colons.parseHex("02:00:0c:11:22:33"))).isEmpty(); // set by hand
        assertThat(table.vendor(colons.parseHex("01:00:5e:00:00:01"))).isEmpty(); // of a group
        assertThat(table.vendor(new byte[6])).isEmpty(); // although the prefix is somebody's
        assertThat(table.vendor(colons.parseHex("00:00"))).isEmpty();
        assertThat(table.vendor(colons.parseHex("fc:ff:ff:00:00:00"))).isEmpty(); // given to nobody
    }
}
