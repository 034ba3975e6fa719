package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingFaultsTest {
    private final SettingFaults faults = new SettingFaults();

    @Test
    void saysNothingAboutWhatIsRight(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        faults.brokers("b", "one:9092, [::1]:65535");
        faults.webAddress("w", "https://registry.example/apis");
        faults.integer("i", "10000", 1, 10_000);
        faults.port("p", "0");
        faults.truth("t", "True");
        faults.localAddress("l", "0.0.0.0");
        faults.folder("f", folder.resolve("to/be/made").toString());
        faults.readableFile("r", file.toString());
        faults.file("c", folder.resolve("comes-later").toString());
        faults.throwAny();
        assertThat(faults.list()).isEmpty();
    }

    @Test
    void listsEveryFaultWithNameValueAndWhatIsAllowed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        faults.brokers("b", "one:9092,two,three:65536");
        faults.webAddress("w", "ftp://registry");
        faults.integer("i", "10001", 1, 10_000);
        faults.integer("j", "many", 1, Long.MAX_VALUE);
        faults.port("p", "-1");
        faults.truth("t", "perhaps");
        faults.localAddress("l", "192.0.2.1"); // of no machine: RFC 5737
        faults.folder("f", file.resolve("below-a-file").toString());
        faults.readableFile("r", folder.resolve("absent").toString());
        faults.file("c", folder.toString());
        faults.file("n", null);
        assertThatThrownBy(faults::throwAny)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(String.join(System.lineSeparator(), faults.list()));
        assertThat(faults.list())
                .containsExactly(
                        "b: 'two'; allowed: HOST:PORT of Kafka brokers, comma separated, port 1 to 65535",
                        "b: 'three:65536'; allowed: HOST:PORT of Kafka brokers, comma separated, port 1 to 65535",
                        "w: 'ftp://registry'; allowed: an http or https address",
                        "i: '10001'; allowed: 1 to 10000",
                        "j: 'many'; allowed: a number, 1 and more",
                        "p: '-1'; allowed: 0 to 65535",
                        "t: 'perhaps'; allowed: true or false",
                        "l: '192.0.2.1'; allowed: an address of this machine; 0.0.0.0 for all",
                        "f: '" + file.resolve("below-a-file")
                                + "'; allowed: a folder that this user may write to, or may make",
                        "r: '" + folder.resolve("absent") + "'; allowed: a file that this user may read",
                        "c: '" + folder + "'; allowed: path of a file",
                        "n: not set; allowed: path of a file");
    }
}
