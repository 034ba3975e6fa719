package io.quarry.agent.collect.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Folders of a host whose manager does not run. */
abstract class PlantedServiceHost {
    @TempDir
    Path root = Path.of("");

    UnitGarden garden = new UnitGarden(root);

    @BeforeEach
    void plant() throws IOException {
        garden = UnitGarden.plant(root)
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:4242:4242::/home/ann:/bin/sh\n")
                .file("etc/group", "root:x:0:\nstaff:x:50:\n")
                .file("var/lib/dpkg/status", "")
                .file("var/lib/dpkg/info/format", "1\n")
                .program("bin/sleep", "#!/bin/sh\n")
                .program("bin/echo", "#!/bin/sh\n");
    }

    /** The links lead out of the folder, of which JUnit would warn one by one. */
    @AfterEach
    void removeLinks() throws IOException {
        output("find", root.toString(), "-type", "l", "-delete");
    }

    Services collect() {
        return Services.below(root, params -> {});
    }

    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
