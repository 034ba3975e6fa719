package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On a host as rpm keeps it: this host's files in a mount namespace where dpkg's database is not and an rpm one is. */
@EnabledOnOs(OS.LINUX)
final class ForeignPackagesIT {
    private static final String COLLECT = "exec \"$0\" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp \"$1\""
            + " io.quarry.agent.AgentMain collect directory-entry --path=/etc/passwd --directory-depth=0 --format=json";

    private static List<String> collect(String database, int exit) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/proc/sys/kernel/hostname")), "needs root");
        Process process = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "bash",
                        "-c",
                        "mount -t tmpfs none /var/lib && " + database + " && " + COLLECT,
                        System.getProperty("java.home") + "/bin/java",
                        System.getProperty("java.class.path"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(exit);
        return out.lines().toList();
    }

    @Test
    void answersAreWholeAndSayOnceWhatTheyLack() throws Exception {
        List<String> lines = collect("mkdir -p /var/lib/rpm && touch /var/lib/rpm/Packages", 0);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"path\":\"/etc/passwd\"").contains("\"package\":null");
        assertThat(lines.get(1))
                .startsWith("{\"outcome\":\"COMPLETED\",\"rows\":1,\"problems\":[{\"item\":\"/var/lib/rpm/Packages\","
                        + "\"reason\":\"NOT_AVAILABLE\"");
    }

    @Test
    void aDatabaseThatCannotBeReadStaysAGap() throws Exception {
        List<String> lines = collect("mkdir /var/lib/dpkg && ln -s status /var/lib/dpkg/status", 1);
        assertThat(lines.get(1))
                .startsWith("{\"outcome\":\"PARTIAL\",\"rows\":1,\"problems\":[{\"item\":\"/var/lib/dpkg\"");
    }
}
