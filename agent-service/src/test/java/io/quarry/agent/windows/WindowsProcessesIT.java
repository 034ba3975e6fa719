package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** {@code current-process} of a Windows under Wine: the agent itself is one of the processes. */
final class WindowsProcessesIT {
    private static final WineMachine MACHINE = WineMachine.shared();

    @Test
    void processesWithHandlesModulesAndUsers() {
        WineMachine.Collected collected = MACHINE.collect(
                "current-process",
                "--all-handles",
                "--modules",
                "--user-info",
                "--priority",
                "--signature-check",
                "--calculate-sha256",
                "--udp-ipv4");
        assertThat(collected.outcome()).as(collected.end().toString()).isEqualTo("COMPLETED");
        JsonNode own = collected.by("name").get("java.exe");
        assertThat(own.path("command_line").asText()).contains("-jar").contains("--all-handles");
        assertThat(own.path("arguments").get(own.path("arguments").size() - 1).asText())
                .isEqualTo("json");
        assertThat(own.path("on_disk").asBoolean()).isTrue();
        assertThat(own.path("signature").path("status").asText()).isEqualTo("VALID");
        assertThat(own.path("signature").path("signer").asText()).contains("Eclipse");
        assertThat(own.path("user").path("sid").asText()).startsWith("S-1-5-21-");
        assertThat(own.path("user").path("account_enabled").asBoolean()).isTrue();
        assertThat(own.path("user").path("groups").toString()).contains("BUILTIN");
        assertThat(own.path("modules").findValuesAsText("path"))
                .anySatisfy(path -> assertThat(path).endsWith("ntdll.dll"))
                .anySatisfy(path -> assertThat(path).endsWith("jvm.dll"));
        assertThat(own.path("handles").findValuesAsText("type")).contains("FILE", "EVENT", "KEY", "THREAD");
        assertThat(own.path("handles").findValuesAsText("name"))
                .anySatisfy(name -> assertThat(name).containsIgnoringCase("quarry-agent.jar"));
        JsonNode services = collected.by("name").get("services.exe");
        assertThat(services.path("handles")).anySatisfy(handle -> {
            assertThat(handle.path("type").asText()).isEqualTo("PROCESS");
            assertThat(handle.path("target_image").asText()).endsWith(".exe");
        });
    }

    @Test
    void oneProcessAndItsChildren() {
        JsonNode any = MACHINE.collect("current-process").by("name").get("services.exe");
        WineMachine.Collected one =
                MACHINE.collect("current-process", "--pid=" + any.path("pid").asInt());
        assertThat(one.rows()).extracting(row -> row.path("name").asText()).isSubsetOf("services.exe");
        WineMachine.Collected children = MACHINE.collect(
                "current-process", "--parent-pid=" + any.path("pid").asInt());
        assertThat(children.rows())
                .allSatisfy(row -> assertThat(row.path("parent_pid")).isEqualTo(any.path("pid")));
    }
}
