package io.quarry.agent.collect.dns;

import io.quarry.jobs.DnsCacheFinding;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Collects in a process of its own, so that it can be traced; writes the rows to a file. */
public final class CollectOnce {
    private CollectOnce() {}

    public static void main(String[] arguments) throws Exception {
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(Path.of(arguments[0])), false, StandardCharsets.UTF_8)) {
            for (DnsCacheFinding row : Collected.by(new LinuxDnsCache()).rows()) {
                out.println(row.getSource() + " " + Collected.text(row));
            }
        }
    }
}
