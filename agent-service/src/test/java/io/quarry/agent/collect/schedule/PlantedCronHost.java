package io.quarry.agent.collect.schedule;

import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.TaskSource;
import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A planted host with Debian's cron and nothing running, in a zone with summer time. */
abstract class PlantedCronHost {
    static final Instant NOW = Instant.parse("2026-03-28T23:30:00Z"); // half past midnight in Berlin

    @TempDir
    Path root;

    @BeforeEach
    void plant() throws IOException {
        Assumptions.assumeTrue(
                Objects.equals(Files.getAttribute(root, "unix:uid"), 0), "cron reads files of root: needs root");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:4001:4001::/home/alice:/bin/sh\n");
        Files.createSymbolicLink(root.resolve("etc/localtime"), Path.of("/usr/share/zoneinfo/Europe/Berlin"));
        write("var/lib/dpkg/status", "");
        Files.createDirectory(root.resolve("var/lib/dpkg/info"));
        program("usr/sbin/cron");
        program("usr/bin/backup");
    }

    void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.write(root.resolve(file), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void program(String file) throws IOException {
        write(file, "#!/bin/sh\n");
        mode(file, "rwxr-xr-x");
    }

    void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString(mode));
    }

    void link(String file, String target) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.createSymbolicLink(root.resolve(file), Path.of(target));
    }

    Gathered collect() {
        return Gathered.from(root, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static List<String> notes(ScheduledTaskFinding row, String column) {
        return row.getProblems().stream()
                .filter(problem -> problem.getItem().equals(column))
                .map(Problem::getDetail)
                .toList();
    }

    static ScheduledTaskFinding row(Gathered gathered, TaskSource source, int line) {
        return gathered.rows().stream()
                .filter(row -> row.getSource() == source && Objects.equals(row.getLine(), line))
                .findFirst()
                .orElseThrow();
    }
}
