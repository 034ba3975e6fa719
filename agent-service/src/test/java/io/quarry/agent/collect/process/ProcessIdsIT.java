package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarry.agent.natives.linux.Kernel;
import io.quarry.agent.natives.linux.ProcessDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The ids that a process descriptor tells against the text that the kernel writes of the same process. */
final class ProcessIdsIT {
    @Test
    void ofAProcessWithSixDifferentIdsAsItsStatusHasThem() throws Exception {
        assumeTrue(new Kernel().effectiveUser() == 0, "needs root to give a process other ids");
        Process planted = new ProcessBuilder(
                        "setpriv",
                        "--ruid=61001",
                        "--euid=61002",
                        "--rgid=61003",
                        "--egid=61004",
                        "--clear-groups",
                        "sleep",
                        "600")
                .start();
        try (ProcessDescriptor descriptor = new ProcessDescriptor()) {
            Path status = Path.of("/proc", String.valueOf(planted.pid()), "status");
            while (!Files.readString(status).contains("Name:\tsleep")) {
                Thread.onSpinWait();
            }
            byte[] text = Files.readAllBytes(status);
            descriptor.enter((int) planted.pid());
            assumeTrue(descriptor.read(), "needs Linux 6.13");
            assertThat(ProcStatus.of(descriptor)).isEqualTo(ProcStatus.parseIds(text, text.length));
            assertThat(ProcStatus.of(descriptor).uids().real()).isEqualTo(61001);
        } finally {
            planted.destroyForcibly().waitFor();
        }
    }

    @Test
    void ofAProcessThatIsGoneThereIsNothing() throws Exception {
        Process planted = new ProcessBuilder("sleep", "600").start();
        try (ProcessDescriptor descriptor = new ProcessDescriptor()) {
            descriptor.enter((int) planted.pid());
            planted.destroyForcibly().waitFor();
            assertThat(descriptor.read()).isFalse();
            descriptor.enter((int) ProcessHandle.current().pid());
            assumeTrue(descriptor.read(), "needs Linux 6.13");
            assertThat(descriptor.threadGroup())
                    .isEqualTo((int) ProcessHandle.current().pid());
        }
    }
}
