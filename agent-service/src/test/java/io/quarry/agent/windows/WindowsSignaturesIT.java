package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Signatures as {@code osslsigncode} sees them: of a file as its maker signed it, changed, and with its signature taken off. Not the
 * time stamp: Wine knows none of RFC 3161.
 */
final class WindowsSignaturesIT {
    private static final WineMachine MACHINE = WineMachine.shared();
    private static final String TASK = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <Actions><Exec><Command>C:\\quarry-signed\\%s</Command></Exec></Actions>
            </Task>
            """;

    @Test
    void asAnotherProgramSeesThem() throws Exception {
        Path folder = Files.createDirectories(MACHINE.drive().resolve("quarry-signed"));
        Path tasks = WindowsTasksIT.folder("QuarrySigned");
        WineMachine.Rows rows;
        String seen;
        try {
            Path whole = Files.copy(program(), folder.resolve("whole.exe"));
            byte[] changed = Files.readAllBytes(whole);
            changed[0x600] ^= 1; // in its code
            Files.write(folder.resolve("changed.exe"), changed);
            osslsigncode(
                    "remove-signature",
                    "-in",
                    whole.toString(),
                    "-out",
                    folder.resolve("bare.exe").toString());
            for (String name : new String[] {"whole.exe", "changed.exe", "bare.exe"}) {
                Files.write(tasks.resolve(name), TASK.formatted(name).getBytes(StandardCharsets.UTF_16));
            }
            seen = osslsigncode("verify", "-in", whole.toString());
            assertThat(osslsigncode(
                            "verify", "-in", folder.resolve("changed.exe").toString()))
                    .contains("MISMATCH");
            assertThat(osslsigncode("verify", "-in", folder.resolve("bare.exe").toString()))
                    .containsIgnoringCase("no signature found");
            rows = MACHINE.collect("scheduled-task").by("name");
        } finally {
            WineMachine.delete(tasks);
            WineMachine.delete(folder);
        }
        JsonNode signature = rows.get("whole.exe").path("signature");
        assertThat(signature.path("status").asText()).isEqualTo("VALID");
        assertThat(new BigInteger(signature.path("serial").asText(), 16))
                .isEqualTo(new BigInteger(found(seen, "Serial : ([0-9A-F]+)"), 16));
        assertThat(signature.path("signer").asText()).contains("Eclipse.org Foundation");
        assertThat(seen).contains("Subject: /C=CA/ST=Ontario/L=Ottawa/O=Eclipse.org Foundation");
        assertThat(rows.get("changed.exe").path("signature").path("status").asText())
                .isEqualTo("INVALID");
        assertThat(rows.get("bare.exe").path("signature").path("status").asText())
                .isEqualTo("UNSIGNED");
    }

    /** The Windows Java that the tests run with is signed by its maker. */
    private static Path program() throws IOException {
        try (Stream<Path> all = Files.walk(WineMachine.target().resolve("windows"))) {
            return all.filter(file -> file.endsWith("bin/java.exe")).findFirst().orElseThrow();
        }
    }

    private static String osslsigncode(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("osslsigncode").redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(); // verify fails where a list of revoked certificates can't be had: what it prints counts
        return output;
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }
}
