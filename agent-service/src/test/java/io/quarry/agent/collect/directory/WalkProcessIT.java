package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Half a million files in one folder with a small heap; a user without privileges. */
@EnabledOnOs(OS.LINUX)
class WalkProcessIT {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    /** Absolute, since the process runs in another folder. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    @Test
    void holdsNoFolderInMemory() {
        Path folder =
                Path.of("/dev/shm", "quarry-walk-" + ProcessHandle.current().pid());
        Shell.run(Path.of("/"), "mkdir " + folder);
        try {
            Shell.run(folder, "perl -e 'for (1..500000) { open F, \">file-$_\" or die; close F }'");
            String out = Shell.run(
                    folder,
                    JAVA + " -Xmx40m -XX:+UseSerialGC -cp " + quoted(classPath()) + " " + WalkProcess.class.getName()
                            + " " + folder);
            assertThat(out).startsWith("500001 0 none Done");
        } finally {
            Shell.remove(folder);
        }
    }

    @Test
    void saysWhatItMayNotRead() {
        Path folder = Shell.folder();
        try {
            Shell.run(
                    folder,
                    "mkdir open; mkdir -m 700 shut; mkdir -m 744 names; touch shut/x names/{a,b,c} open/f;"
                            + " echo x > open/private; chmod 600 open/private; chown -R 1234:1234 .; chown 0:0 .");
            String caps = "-dac_override,-dac_read_search,-fowner";
            String run = "setpriv --bounding-set=" + caps + " --inh-caps=-all " + JAVA + " -Xmx40m -cp "
                    + quoted(classPath()) + " " + WalkProcess.class.getName() + " ";
            assumeThat(Shell.can(folder, "setpriv --bounding-set=" + caps + " --inh-caps=-all true"))
                    .isTrue();
            // private cannot be hashed; shut not be opened; of what is in names only the names are known, said once
            assertThat(Shell.run(folder, run + folder + " hash"))
                    .startsWith("9 3 DENIED")
                    .contains("Done");
            assertThat(Shell.run(folder, run + folder + "/shut/x")).contains("Denied[privilege=CAP_DAC_READ_SEARCH]");
        } finally {
            Shell.remove(folder);
        }
    }
}
