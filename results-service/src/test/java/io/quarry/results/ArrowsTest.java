package io.quarry.results;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of the service: store <- ingest, query <- api, console; and no service imports another. */
final class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.quarry");

    @Test
    void theStoreKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("..results.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.ingest..", "..results.query..", "..results.api..", "..results.console..")
                .check(CLASSES);
    }

    @Test
    void ingestAndQueryDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..results.ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.query..", "..results.api..", "..results.console..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("..results.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.ingest..", "..results.api..", "..results.console..")
                .check(CLASSES);
    }

    @Test
    void apiAndConsoleDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..results.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.ingest..", "..results.api..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..results.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.console..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..results.access..", "..results.upstream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..results.query..", "..results.ingest..", "..results.api..", "..results.console..")
                .check(CLASSES);
    }

    @Test
    void noServiceImportsAnother() {
        noClasses()
                .that()
                .resideInAPackage("io.quarry.results..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarry.scheduler..", "io.quarry.agent..", "io.quarry.cli..")
                .check(CLASSES);
    }
}
