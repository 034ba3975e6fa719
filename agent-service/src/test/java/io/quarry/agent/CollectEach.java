package io.quarry.agent;

import io.quarry.agent.console.CollectCommand;
import io.quarry.schemas.TrustedRecords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Runs {@code quarry collect} for each line of standard input, its arguments between tabs: one start of Java for many jobs. */
final class CollectEach {
    private CollectEach() {}

    public static void main(String[] arguments) throws IOException {
        TrustedRecords.install();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            new CommandLine(new CollectCommand()).execute(line.split("\t", -1));
        }
    }
}
