package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.host.windows.SddlRights;
import io.quarry.agent.collect.host.windows.SecurityText;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent makes is not for others. */
final class FileSecurityOnWindows {
    @Test
    void aFolderForAdministratorsAndItsOwner(@TempDir Path folder) throws WindowsCallException {
        FileSecurity.set(folder.toString(), "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)");
        String sddl = SecurityText.of(FileSecurity.of(folder.toString()), SddlRights.FILE);
        assertThat(sddl).contains("SY").doesNotContain("WD").doesNotContain("BU");
        assertThat(OpenHandle.open()).isZero();
    }

    @Test
    void errorsHaveTheirNumberAndText() {
        assertThatThrownBy(() -> FileSecurity.of("C:\\not there"))
                .isInstanceOf(WindowsCallException.class)
                .hasMessageMatching("GetFileSecurity: error [23] \\(.+\\)");
        assertThat(OpenHandle.open()).isZero();
    }
}
