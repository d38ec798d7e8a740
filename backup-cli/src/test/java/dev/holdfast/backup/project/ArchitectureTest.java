package dev.holdfast.backup.project;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "dev.holdfast.backup";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The build directory may have another name than the one that this option knows.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void providers_never_see_the_engine() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".files..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".engine..",
                        ROOT + ".catalog..",
                        ROOT + ".retention..",
                        ROOT + ".store..",
                        ROOT + ".codec..",
                        ROOT + ".config..",
                        ROOT + ".internal..")
                .check(PRODUCT);
    }

    @Test
    void the_api_depends_on_nothing_of_ours() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".spi..", ROOT + ".event..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".engine..",
                        ROOT + ".catalog..",
                        ROOT + ".files..",
                        ROOT + ".cli..",
                        ROOT + ".internal..",
                        ROOT + ".testkit..")
                .check(PRODUCT);
    }

    @Test
    void the_command_uses_nothing_internal_of_the_engine_or_of_providers() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".internal..", ROOT + ".files.internal..", ROOT + ".files.archive.internal..")
                .check(PRODUCT);
    }

    @Test
    void only_named_places_make_threads() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .haveSimpleNameNotStartingWith("HostThreads")
                .and()
                .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".testkit..")
                .should()
                .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                        com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(Thread.class))))
                .check(PRODUCT);
    }

    @Test
    void nobody_reads_the_clock_or_the_environment_but_the_command() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".testkit..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(PRODUCT);
    }

    @Test
    void public_packages_of_the_engine_and_its_providers_have_no_cycles() {
        slices().matching(ROOT + ".files.(*)..").should().beFreeOfCycles().check(PRODUCT);
        slices().matching(ROOT + ".cli.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }
}
