package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternetAddressTest {
    /** The forms of RFC 5952, section 4. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8:0:0:1::",
                "fe80::1:2:3:4",
                "0:1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:0",
                "::2:3:4:5:6:7"
            })
    void writesTheShortestForm(String text) throws UnknownHostException {
        assertThat(InternetAddress.text(InetAddress.getByName(text).getAddress()))
                .isEqualTo(text);
    }

    @Test
    void keepsAnAddressInsideAnother() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 192, 0, 2, 1};
        assertThat(InternetAddress.text(mapped)).isEqualTo("::ffff:192.0.2.1");
    }

    /** Java reads back what was written. */
    @Test
    void losesNothing() throws UnknownHostException {
        Random random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            byte[] address = new byte[16];
            for (int group = 0; group < 8; group++) {
                if (random.nextInt(3) == 0) {
                    address[2 * group] = (byte) random.nextInt(3);
                    address[2 * group + 1] = (byte) random.nextInt();
                }
            }
            String text = InternetAddress.text(address);
            byte[] back = InetAddress.getByName(text).getAddress();
            if (back.length == 16) {
                assertThat(back).as(text).isEqualTo(address);
            }
        }
    }
}
