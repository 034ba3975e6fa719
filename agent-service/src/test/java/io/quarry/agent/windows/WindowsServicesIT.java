package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code installed-service} against what Wine's {@code net} says and what {@code sc} and {@code reg} planted. */
final class WindowsServicesIT {
    private static final WineMachine MACHINE = WineMachine.shared();
    private static final String SERVICE = "quarry planted";

    @Test
    void servicesAsTheRegistryAndNetHaveThem() {
        MACHINE.run(
                "sc", "create", SERVICE, "binPath=", "\"C:\\windows\\system32\\svchost.exe\" -k x", "start=", "demand");
        WineMachine.Collected collected;
        try {
            collected = MACHINE.collect("installed-service", "--security-info", "--signature-check");
        } finally {
            MACHINE.run("sc", "delete", SERVICE);
        }
        assertThat(collected.outcome()).as(collected.end().toString()).isEqualTo("COMPLETED");
        assertThat(collected.exit()).isZero();
        WineMachine.Rows rows = collected.by("name");
        JsonNode planted = rows.get(SERVICE);
        assertThat(planted.path("state").asText()).isEqualTo("STOPPED");
        assertThat(planted.path("start_type").asText()).isEqualTo("MANUAL");
        assertThat(planted.path("image_path").asText()).isEqualToIgnoringCase("C:\\windows\\system32\\svchost.exe");
        assertThat(planted.path("image_hashes").path("sha256").asText())
                .isEqualTo(WineMachine.sha256(MACHINE.drive().resolve("windows/system32/svchost.exe")));
        assertThat(planted.path("image_signature").path("status").asText()).isEqualTo("UNSIGNED");
        assertThat(planted.path("security").path("weak_acl").findValuesAsText("object"))
                .contains("FILE");
        assertThat(rows.get("Eventlog").path("service_dll").asText()).endsWith("wevtsvc.dll");
        Set<String> running = new TreeSet<>();
        MACHINE.run("net", "start")
                .output()
                .lines()
                .filter(line -> line.startsWith("    "))
                .forEach(line -> running.add(line.strip()));
        Set<String> found = new TreeSet<>();
        rows.all().stream()
                .filter(row -> row.path("state").asText().equals("RUNNING"))
                .forEach(row -> found.add(row.path("display_name").asText()));
        assertThat(found).containsAll(running).hasSizeGreaterThan(2);
    }

    @Test
    void aServiceThatTheManagerDoesNotShow() {
        MACHINE.run(
                "reg",
                "add",
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\quarryhidden",
                "/v",
                "Type",
                "/t",
                "REG_DWORD",
                "/d",
                "16",
                "/f");
        MACHINE.run(
                "reg",
                "add",
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\quarryhidden",
                "/v",
                "ImagePath",
                "/d",
                "C:\\no\\such file.exe /s",
                "/f");
        WineMachine.Rows rows;
        try {
            rows = MACHINE.collect("installed-service").by("name");
        } finally {
            MACHINE.run("reg", "delete", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\quarryhidden", "/f");
        }
        assertThat(rows.get("quarryhidden").path("state").asText()).isEqualTo("NOT_LOADED");
        assertThat(rows.get("quarryhidden").path("image_path").asText()).isEqualTo("C:\\no\\such file.exe");
    }
}
