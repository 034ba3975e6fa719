package io.quarry.agent.collect.service;

import io.quarry.jobs.InstalledServiceFinding;
import java.nio.file.Path;

/** Prints all rows as JSON, one a line, and the problems to the error stream: as a program of its own, in a machine. */
public final class PrintServices {
    private PrintServices() {}

    public static void main(String[] arguments) {
        Services services = Services.below(Path.of(arguments[0]), params -> {
            params.setSignatureCheck(arguments.length > 1);
            params.setSecurityInfo(arguments.length > 1);
        });
        for (InstalledServiceFinding row : services.rows()) {
            System.out.println(row);
        }
        services.problems().forEach(problem -> System.err.println("problem: " + problem));
    }
}
