package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessHandle;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes in namespaces of their own, threads of the kernel, and what another user may not see. */
@EnabledOnOs(OS.LINUX)
class StrangeProcessesIT {
    private static void needsRoot() {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/etc/shadow")), "namespaces and other users take root");
    }

    @Test
    void readsProcessesInNamespacesOfTheirOwn() throws IOException {
        needsRoot();
        try (Planted planted = Planted.start(
                "sleep",
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "unshare",
                "-Ur",
                "sleep",
                "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {
                params.setUserInfo(true);
                params.setNamespaces(true);
            });
            assertThat(row.getUser().getUid()).isEqualTo(65534); // root in there, nobody out here
            assertThat(row.getUser().getName()).isEqualTo("nobody");
            assertThat(Files.readSymbolicLink(Path.of("/proc", String.valueOf(planted.pid()), "ns/user")))
                    .hasToString("user:[" + row.getNamespaces().get("user") + "]")
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
        }
        try (Planted planted = Planted.start("unshare", "unshare", "-pimnu", "-f", "--mount-proc", "sleep", "600")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Gathered inside = Gathered.with(params -> {
                    params.setParentPid((int) planted.pid());
                    params.setAllHandles(true);
                    params.setModules(true);
                    params.setSignatureCheck(true);
                });
                assertThat(inside.rows()).singleElement().satisfies(row -> {
                    assertThat(row.getName()).isEqualTo("sleep");
                    assertThat(row.getPath()).endsWith("/sleep");
                    assertThat(row.getHandles()).isNotEmpty();
                    assertThat(row.getSignature().getStatus()).isEqualTo(SignatureStatus.PACKAGED);
                });
                assertThat(inside.problems()).isEmpty();
            });
        }
    }

    @Test
    void hasRowsForThreadsOfTheKernel() {
        Gathered gathered = Gathered.with(params -> {
            params.setPid(2);
            params.setAllHandles(true);
            params.setModules(true);
            params.setSignatureCheck(true);
            params.setTcpIpv4(true);
        });
        Assumptions.assumeTrue(
                !gathered.rows().isEmpty() && gathered.rows().get(0).getKernelThread(), "a container has none");
        CurrentProcessFinding row = gathered.rows().get(0);
        assertThat(row.getName()).isEqualTo("kthreadd");
        assertThat(row.getPath()).isNull();
        assertThat(row.getCommandLine()).isNull();
        assertThat(row.getModules()).isEmpty();
        assertThat(row.getConnections()).isEmpty();
        assertThat(row.getSignature()).isNull();
        assertThat(row.getHandles()).extracting(ProcessHandle::getType).containsOnly("THREAD");
        assertThat(row.getProblems()).isEmpty();
    }

    @Test
    void saysWhatAnotherUserMayNotSee() {
        needsRoot();
        String classes = System.getProperty("java.class.path");
        String java = CollectAsAnother.java();
        String asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search "
                + "--ambient-caps=+dac_read_search --bounding-set=-sys_ptrace -- " + java
                + " -XX:+UseSerialGC -Xshare:auto -XX:TieredStopAtLevel=1 -cp \"$0\" "
                + CollectAsAnother.class.getName();
        String open = Planted.output("bash", "-c", asNobody, classes);
        assertThat(open).contains("problem DENIED pid 1 ").contains("rows ").doesNotContain("hidepid");
        String hidden = Planted.output(
                "unshare", "-m", "bash", "-c", "mount -t proc -o hidepid=2 proc /proc && " + asNobody, classes);
        assertThat(hidden)
                .containsPattern(
                        "problem DENIED /proc mounted with hidepid=(2|invisible): .* uid 65534; .* \\d+ threads")
                .doesNotContain("pid 1 ");
        assertThat(rows(hidden)).isBetween(1, rows(open) - 1);
    }

    private static int rows(String output) {
        Matcher rows = Pattern.compile("rows (\\d+)").matcher(output);
        assertThat(rows.find()).as(output).isTrue();
        return Integer.parseInt(rows.group(1));
    }
}
