package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code scheduled-task}: files that Linux planted and a cache that {@code reg} planted, joined. */
final class WindowsTasksIT {
    private static final WineMachine MACHINE = WineMachine.shared();
    private static final String TASKS = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache";

    private static final String TASK = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo><Author>VM\\somebody</Author><Date>2024-03-04T05:06:07Z</Date></RegistrationInfo>
              <Triggers>
                <LogonTrigger><Enabled>true</Enabled></LogonTrigger>
                <CalendarTrigger><StartBoundary>2024-01-01T03:00:00</StartBoundary>
                  <ScheduleByDay><DaysInterval>2</DaysInterval></ScheduleByDay></CalendarTrigger>
              </Triggers>
              <Principals><Principal id="Author"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel>
              </Principal></Principals>
              <Settings><Enabled>true</Enabled><Hidden>true</Hidden></Settings>
              <Actions Context="Author"><Exec><Command>%SystemRoot%\\system32\\cmd.exe</Command>
                <Arguments>/c exit</Arguments></Exec></Actions>
            </Task>
            """;

    @Test
    void tasksOfFilesAndCacheJoined() throws IOException {
        Path tasks = folder("Quarry");
        Files.write(tasks.resolve("Planted"), ("\ufeff" + TASK).getBytes(StandardCharsets.UTF_16LE));
        Files.write(tasks.resolve("Orphan"), ("\ufeff" + TASK).getBytes(StandardCharsets.UTF_16LE));
        Files.writeString(tasks.resolve("Broken"), "<Task");
        tree("Planted", "{11111111-1111-1111-1111-111111111111}", true);
        tree("Ghost", "{22222222-2222-2222-2222-222222222222}", false);
        MACHINE.run(
                "reg",
                "add",
                "HKLM\\" + TASKS + "\\Tasks\\{22222222-2222-2222-2222-222222222222}",
                "/v",
                "Actions",
                "/t",
                "REG_BINARY",
                "/d",
                "0100666600000000" + "0e00000063006d0064002e00650078006500" + "0000000000000000",
                "/f");
        WineMachine.Collected collected;
        try {
            collected = MACHINE.collect("scheduled-task");
        } finally {
            MACHINE.run("reg", "delete", "HKLM\\" + TASKS, "/f");
            WineMachine.delete(tasks);
        }
        WineMachine.Rows rows = collected.by("path");
        JsonNode planted = rows.get("\\Quarry\\Planted");
        assertThat(planted.path("command").asText()).isEqualTo("%SystemRoot%\\system32\\cmd.exe");
        assertThat(planted.path("image_path").asText()).isEqualToIgnoringCase("C:\\windows\\system32\\cmd.exe");
        assertThat(planted.path("run_as").asText()).isEqualTo("S-1-5-18");
        assertThat(planted.path("run_level").asText()).isEqualTo("HIGHEST_AVAILABLE");
        assertThat(planted.path("hidden").asBoolean()).isTrue();
        assertThat(planted.path("triggers").findValuesAsText("type")).containsExactly("LOGON", "DAILY");
        assertThat(planted.path("anomaly").toString()).doesNotContain("FILE_WITHOUT_CACHE");
        assertThat(rows.get("\\Quarry\\Orphan").path("anomaly").toString()).contains("FILE_WITHOUT_CACHE");
        JsonNode ghost = rows.get("\\Quarry\\Ghost");
        assertThat(ghost.path("anomaly").toString())
                .contains("IN_CACHE_WITHOUT_FILE")
                .contains("SECURITY_DESCRIPTOR_MISSING");
        assertThat(ghost.path("command").asText()).isEqualTo("cmd.exe");
        assertThat(ghost.path("problems").toString()).contains("the service does not show it");
        assertOfService(planted);
        assertThat(collected.outcome()).isEqualTo("PARTIAL");
        assertThat(collected.end().toString()).contains("Broken").contains("MALFORMED");
    }

    /**
     * A folder of the scheduler's, new. Wine writes the scheduler's own in small letters: one in others would be another one to
     * Linux, and in Windows' eyes be there in its place.
     */
    static Path folder(String name) throws IOException {
        Path system = MACHINE.drive().resolve("windows/system32");
        WineMachine.delete(system.resolve("Tasks"));
        return Files.createDirectories(system.resolve("tasks").resolve(name));
    }

    /** Wine's service knows the state of a task and no times: there it says that it has not been taught. */
    private static void assertOfService(JsonNode row) {
        assertThat(row.path("state").asText()).isEqualTo("READY");
        assertThat(row.path("next_run").isNull()).isTrue();
        assertThat(row.path("problems")).anySatisfy(problem -> assertThat(problem.toString())
                .contains("IRegisteredTask.NextRunTime", "error 120", "NOT_AVAILABLE"));
    }

    private static void tree(String name, String id, boolean guarded) {
        String key = "HKLM\\" + TASKS + "\\Tree\\Quarry\\" + name;
        MACHINE.run("reg", "add", key, "/v", "Id", "/d", id, "/f");
        MACHINE.run("reg", "add", "HKLM\\" + TASKS + "\\Tasks\\" + id, "/v", "Path", "/d", "\\Quarry\\" + name, "/f");
        if (guarded) {
            MACHINE.run("reg", "add", key, "/v", "SD", "/t", "REG_BINARY", "/d", "01", "/f");
        }
    }
}
