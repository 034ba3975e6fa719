package io.quarry.agent;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, and the agent's promise to open no port. */
final class ArchitectureTest {
    private static final String AGENT = "io.quarry.agent";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(AGENT);

    @Test
    void onlyNativesUsesJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage(AGENT + ".natives..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(CLASSES);
    }

    @Test
    void collectorsKnowNoBrokerAndNoContainer() {
        noClasses()
                .that()
                .resideInAnyPackage(AGENT + ".collect..", AGENT + ".natives..")
                .and()
                .haveNameNotMatching(".*\\.\\$.*") // bean definitions that the annotation processor writes
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.micronaut..")
                .check(CLASSES);
    }

    @Test
    void collectorsDoNotKnowEachOther() {
        slices().matching(AGENT + ".collect.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage(AGENT + ".collect.host.."))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(AGENT + ".collect.host..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarry.jobs..")
                .check(CLASSES);
    }

    @Test
    void collectAndNativesAreTheMiddle() {
        classes()
                .that()
                .resideInAnyPackage(AGENT + ".collect..", AGENT + ".natives..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages(
                        AGENT,
                        AGENT + ".command..",
                        AGENT + ".task..",
                        AGENT + ".ledger..",
                        AGENT + ".kafka..",
                        AGENT + ".asset..",
                        AGENT + ".console.."))
                .check(CLASSES);
    }

    @Test
    void theCommandLoopKnowsOnlyTheContractOfCollectors() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        AGENT + ".command..",
                        AGENT + ".task..",
                        AGENT + ".ledger..",
                        AGENT + ".kafka..",
                        AGENT + ".asset..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT + ".collect.*..", AGENT + ".natives..")
                .check(CLASSES);
    }

    @Test
    void onlyTheKafkaPackageUsesKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(AGENT + ".kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void onlyTheEntryPointsUseMicronaut() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        AGENT + ".command..",
                        AGENT + ".task..",
                        AGENT + ".ledger..",
                        AGENT + ".kafka..",
                        AGENT + ".asset..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micronaut..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(AGENT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noPortIsOpened() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.ServerSocket")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.channels.ServerSocketChannel")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.net.httpserver..")
                .check(CLASSES);
    }
}
