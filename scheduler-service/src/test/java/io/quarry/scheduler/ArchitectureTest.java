package io.quarry.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the design: plan (pure), topology to plan, api to both; services never import each other. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.quarry.scheduler");

    @Test
    void planIsPure() {
        classes()
                .that()
                .resideInAPackage("..scheduler.plan..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.quarry.scheduler.plan..",
                        "io.quarry.schemas..",
                        "io.quarry.model..",
                        "org.apache.avro..",
                        "com.google.re2j..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "org.springframework.scheduling.support..") // CronExpression, itself pure
                .check(CLASSES);
    }

    @Test
    void topologyKnowsNoApi() {
        noClasses()
                .that()
                .resideInAPackage("..scheduler.topology..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..scheduler.api..", "org.springframework..")
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.agent..", "io.quarry.results..", "io.quarry.cli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheClockBeanReadsTheTime() {
        noClasses()
                .that()
                .resideInAPackage("..scheduler.plan..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
