package io.quarry.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows: commands on top, client, view and stack below and apart; no service's code, no broker's. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quarry.cli");

    @Test
    void nothingBelowKnowsTheCommands() {
        noClasses()
                .that()
                .resideInAnyPackage("io.quarry.cli.stack..", "io.quarry.cli.client..", "io.quarry.cli.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.cli", "picocli..")
                .check(CLASSES);
    }

    @Test
    void stackClientAndViewAreApart() {
        noClasses()
                .that()
                .resideInAPackage("io.quarry.cli.stack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.cli.client..", "io.quarry.cli.view..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.quarry.cli.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.cli.stack..", "io.quarry.cli.view..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.quarry.cli.view..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.cli.stack..", "io.quarry.cli.client..")
                .check(CLASSES);
    }

    /** The broker's jars are on the compiler's class path, and must stay a process. */
    @Test
    void theBrokerAndTheServicesAreProcesses() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "kafka..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..",
                        "io.quarry.scheduler..",
                        "io.quarry.results..",
                        "io.quarry.agent..")
                .check(CLASSES);
    }
}
