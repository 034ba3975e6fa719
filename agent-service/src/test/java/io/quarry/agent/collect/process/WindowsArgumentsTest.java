package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the documentation of CommandLineToArgvW has it, and its known corners. */
final class WindowsArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b  c | a;b;c",
                "\"a b\" c | a b;c",
                "x \"abc\" d e | x;abc;d;e",
                "x a\\\\\\b d\"e f\"g h | x;a\\\\\\b;de fg;h",
                "x a\\\\\\\"b c d | x;a\\\"b;c;d",
                "x a\\\\\\\\\"b c\" d e | x;a\\\\b c;d;e",
                "x \"\" y | x;;y",
                "\"C:\\with \\\" y | C:\\with \\;y",
                "x \"open | x;open",
                "x trailing\\ | x;trailing\\"
            })
    void splits(String line, String arguments) {
        assertThat(WindowsArguments.split(line)).containsExactly(arguments.split(";", -1));
    }
}
