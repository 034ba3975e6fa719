package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code selftest}: compares with the tools that Wine has, and says of the others that they are not there. */
final class WindowsSelfTestIT {
    private static final WineMachine MACHINE = WineMachine.shared();
    private static final String KEY = "HKCU\\Environment";

    @Test
    void comparesWithTheToolsThatAreThere() {
        MACHINE.run("reg", "add", KEY, "/v", "quarry number", "/t", "REG_DWORD", "/d", "300", "/f");
        MACHINE.run("reg", "add", KEY, "/v", "quarry text", "/d", "a text", "/f");
        WineMachine.Ended ended;
        try {
            ended = selfTest("registry-key", "current-process", "directory-entry");
        } finally {
            MACHINE.run("reg", "delete", KEY, "/v", "quarry number", "/f");
            MACHINE.run("reg", "delete", KEY, "/v", "quarry text", "/f");
        }
        String output = ended.output();
        assertThat(line(output, "reg query HKCU")).matches(".* [1-9]\\d* +0 +0");
        assertThat(line(output, "reg query HKLM")).matches(".* [1-9]\\d* +0 +0");
        assertThat(line(output, "wmic process")).matches(".* [1-9]\\d* +0 +0");
        assertThat(line(output, " dir ")).matches(".* [1-9]\\d* +0 +0");
        assertThat(line(output, "Get-Process")).contains("not compared: powershell.exe is there and does not do it");
        assertThat(ended.exit()).as(output + ended.errors()).isZero();
    }

    @Test
    void aJobThatNothingCanBeComparedWithIsNotPassed() {
        WineMachine.Ended ended = selfTest("user-session");
        assertThat(line(ended.output(), "quser")).contains("not compared: quser.exe can't be run");
        assertThat(ended.output()).contains("user-session: could not be compared with anything here");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(selfTest("no-such-job").exit()).isEqualTo(2);
    }

    private static WineMachine.Ended selfTest(String... jobs) {
        List<String> words = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                WineMachine.windows(WineMachine.agentJar()),
                "selftest"));
        words.addAll(List.of(jobs));
        return MACHINE.java(words);
    }

    private static String line(String output, String tool) {
        return output.lines()
                .filter(line -> line.contains(tool))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " in " + output));
    }
}
