package io.quarry.agent.collect.host.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandImageTest {
    private static final Set<String> FILES = Set.of(
            "C:\\Windows\\System32\\svchost.exe",
            "C:\\Program Files\\A B\\c d.exe",
            "C:\\Program.exe",
            "C:\\Windows\\System32\\drivers\\x.sys",
            "D:\\tools\\run.exe");

    private final CommandImage images = new CommandImage(
            Map.of("systemroot", "C:\\Windows", "ProgramFiles", "C:\\Program Files", "PATH", "D:\\tools;"),
            FILES::contains);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%SystemRoot%\\System32\\svchost.exe -k netsvcs | C:\\Windows\\System32\\svchost.exe",
                "\"C:\\Program Files\\A B\\c d.exe\" -x \"y z\" | C:\\Program Files\\A B\\c d.exe",
                "C:\\Program Files\\A B\\c d.exe -x | C:\\Program.exe", // as CreateProcess takes it: the finding of
                // this kind
                "\\SystemRoot\\System32\\drivers\\x.sys | C:\\Windows\\System32\\drivers\\x.sys",
                "\\??\\C:\\Windows\\System32\\drivers\\x.sys | C:\\Windows\\System32\\drivers\\x.sys",
                "system32\\drivers\\x.sys | C:\\Windows\\system32\\drivers\\x.sys",
                "svchost | C:\\Windows\\System32\\svchost.exe",
                "run -a | D:\\tools\\run.exe",
                "D:\\not here\\it.exe /s | D:\\not here\\it.exe",
                "D:\\gone /s | D:\\gone",
                "\\\\host\\share\\it.exe | \\\\host\\share\\it.exe",
                "%Unknown%\\x.exe | %Unknown%\\x.exe",
                "\"C:\\open quote.exe | C:\\open quote.exe"
            })
    void whereWindowsWouldLook(String command, String image) {
        assertThat(images.of(command)).contains(image);
    }
}
