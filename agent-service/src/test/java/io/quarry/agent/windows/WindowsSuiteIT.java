package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Runs the tests whose names end with {@code OnWindows} in a Windows Java under Wine, with JUnit's console launcher, and gives
 * each as a test of this build.
 */
final class WindowsSuiteIT {
    private static final Path REPORTS = WineMachine.target().resolve("windows-reports");

    @TestFactory
    Stream<DynamicTest> testsOfWindows() throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xms128m", // all of it from the start: HandlesOnWindows looks whether memory grows
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-Dquarry.leak.repeats=" + Integer.getInteger("quarry.leak.repeats", 5),
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath(),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=summary",
                "--scan-classpath=" + WineMachine.windows(WineMachine.target().resolve("test-classes")),
                "--include-classname=.*OnWindows",
                "--reports-dir=" + WineMachine.windows(REPORTS)));
        Path file = Files.writeString(
                WineMachine.target().resolve("windows-suite.args"),
                words.stream()
                        .map(word -> '"' + word.replace("\\", "\\\\") + '"')
                        .collect(Collectors.joining("\n")),
                StandardCharsets.UTF_8);
        WineMachine.Ended ended = WineMachine.shared().java(List.of("@" + WineMachine.windows(file)));
        List<DynamicTest> tests = new ArrayList<>();
        Path report = REPORTS.resolve("TEST-junit-jupiter.xml");
        assertThat(report).as(ended.output() + ended.errors()).exists();
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            tests.add(test((Element) cases.item(i)));
        }
        assertThat(tests).as(ended.output() + ended.errors()).isNotEmpty();
        Files.delete(report);
        return tests.stream();
    }

    private static DynamicTest test(Element test) {
        String name = test.getAttribute("classname").replaceFirst(".*\\.", "") + '.' + test.getAttribute("name");
        return DynamicTest.dynamicTest(name, () -> {
            for (String kind : List.of("failure", "error", "skipped")) {
                NodeList found = test.getElementsByTagName(kind);
                if (found.getLength() > 0) {
                    throw new AssertionError(
                            kind + " on Windows: " + found.item(0).getTextContent());
                }
            }
        });
    }

    /** This test's own class path; the folders of test classes too, since the launcher looks for tests in them. */
    private static String classPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(own.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> WineMachine.windows(Path.of(entry)))
                .collect(Collectors.joining(";"));
    }
}
