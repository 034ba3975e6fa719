package io.quarry.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The contract is for everybody: no framework and no broker in it. */
final class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quarry");

    @Test
    void noFrameworkAndNoBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "io.micronaut..",
                        "org.apache.kafka..",
                        "kafka..",
                        "jakarta..",
                        "com.sun.jna..")
                .check(MAIN);
    }

    @Test
    void noServiceAndNoTestSupport() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarry.agent..",
                        "io.quarry.scheduler..",
                        "io.quarry.results..",
                        "io.quarry.cli..",
                        "io.quarry.testing..")
                .check(MAIN);
    }

    @Test
    void generatedClassesKnowOnlyEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage("io.quarry.model..", "io.quarry.jobs..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarry.schemas..")
                .check(MAIN);
    }
}
