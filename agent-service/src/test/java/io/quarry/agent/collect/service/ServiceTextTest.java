package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.host.units.Specifiers;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.agent.collect.host.units.UnitName;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTextTest {
    @Test
    void readsAnyBytes() {
        Random random = new Random(7);
        String alphabet = "[]=\\\"'%@-:+!;# \n\r\0aSxu0é.";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder("[Service]\nExecStart=");
            for (int j = 0; j < 60; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            ServiceParsers.unit(bytes);
            ServiceParsers.script(bytes);
            ServiceParsers.name(bytes);
            ServiceParsers.access(bytes);
        }
        ServiceParsers.name("-".repeat(255).getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "-/bin/a b, -, /bin/a",
        "@-/bin/a b, @-, /bin/a",
        "+!!:/bin/%p, +!!:, /bin/x",
        "\"-/bin/a b\" c, -, /bin/a b",
        "/bin/%%, '', /bin/%",
        "%i, '', in-st",
        "|-x, |-, x"
    })
    void readsCommands(String value, String prefixes, String program) {
        UnitName name = UnitName.parse("x@in-st.service").orElseThrow();
        Specifiers specifiers = Specifiers.of(name, null, Specifiers.host(UnitFolders.system()));
        assertThat(ExecCommand.parse(value, specifiers)).singleElement().satisfies(command -> {
            assertThat(command.prefixes()).isEqualTo(prefixes);
            assertThat(command.program()).isEqualTo(program);
        });
    }

    @Test
    void readsScriptHeaders() {
        String script = """
                #! /bin/sh
                ### BEGIN INIT INFO
                # Provides:          x
                # Required-Start:    $remote_fs $syslog
                # Default-Start:     2 3 4 5
                # Description:       long
                #                    and more
                ### END INIT INFO
                # Short-Description: not this
                """;
        SysvScript header = SysvScript.parse(script.getBytes(StandardCharsets.UTF_8));
        assertThat(header.description()).hasValue("long and more");
        assertThat(header.needed()).containsExactly("$remote_fs", "$syslog");
        String chkconfig = "#!/bin/sh\n# chkconfig: 2345 20 80\n# description: of Red Hat\n";
        assertThat(SysvScript.parse(chkconfig.getBytes(StandardCharsets.UTF_8)).description())
                .hasValue("of Red Hat");
        assertThat(SysvScript.parse(new byte[0]).description()).isEmpty();
    }
}
