package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code installed-service} of the packaged agent on Windows, as {@code sc} has it. */
final class WindowsServicesIT {
    private static final Pattern NAME = Pattern.compile("(?m)^SERVICE_NAME: (.+?)\r?$");
    private static WineMachine machine;

    @BeforeAll
    static void start() {
        machine = WineMachine.start();
        machine.run("sc", "delete", "quarry planted");
        machine.run(
                "sc",
                "create",
                "quarry planted",
                "binPath=",
                "\"C:\\Program Files\\Quarry Test\\a b.exe\" -k x",
                "start=",
                "demand");
    }

    @AfterAll
    static void end() {
        machine.run("sc", "delete", "quarry planted");
        machine.close();
    }

    @Test
    void agreesWithSc() {
        WineMachine.Collected collected = machine.collect("installed-service");
        Map<String, JsonNode> rows = new TreeMap<>();
        collected.rows().forEach(row -> rows.put(row.path("name").asText(), row));
        Map<String, String> known = new TreeMap<>();
        Matcher names = NAME.matcher(
                machine.run("sc", "query", "type=", "all", "state=", "all").output());
        while (names.find()) {
            known.put(names.group(1), "");
        }
        assertThat(rows.keySet()).containsAll(known.keySet());
    }
}
