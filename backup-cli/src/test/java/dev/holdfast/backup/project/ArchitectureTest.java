package dev.holdfast.backup.project;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                .resideInAnyPackage(ROOT + ".files..", ROOT + ".postgres..", ROOT + ".sqlite..", ROOT + ".containers..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".engine..",
                        ROOT + ".catalog..",
                        ROOT + ".retention..",
                        ROOT + ".store..",
                        ROOT + ".codec..",
                        ROOT + ".config..",
                        ROOT + ".internal..",
                        ROOT + ".scheduler..")
                .check(PRODUCT);
    }

    @Test
    void the_engine_and_the_providers_work_without_the_scheduler_and_the_command() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackages(ROOT + ".scheduler..", ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".scheduler..", ROOT + ".cli..")
                .check(PRODUCT);
    }

    @Test
    void the_scheduler_uses_what_any_host_may_use() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".scheduler..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".internal..",
                        ROOT + ".files..",
                        ROOT + ".postgres..",
                        ROOT + ".sqlite..",
                        ROOT + ".containers..")
                .check(PRODUCT);
    }

    @Test
    void providers_never_see_each_other_but_for_volumes_which_are_files() {
        Map<String, List<String>> others = Map.of(
                ".files..", List.of(".postgres..", ".sqlite..", ".containers.."),
                ".postgres..", List.of(".files..", ".sqlite..", ".containers.."),
                ".sqlite..", List.of(".files..", ".postgres..", ".containers.."),
                ".containers..", List.of(".files.internal..", ".files.archive.internal..", ".postgres..", ".sqlite.."));
        others.forEach((provider, forbidden) -> noClasses()
                .that()
                .resideInAPackage(ROOT + provider)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        forbidden.stream().map(other -> ROOT + other).toArray(String[]::new))
                .check(PRODUCT));
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
                        ROOT + ".postgres..",
                        ROOT + ".sqlite..",
                        ROOT + ".containers..",
                        ROOT + ".scheduler..",
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
                        ROOT + ".internal..",
                        ROOT + ".files.internal..",
                        ROOT + ".files.archive.internal..",
                        ROOT + ".postgres.internal..",
                        ROOT + ".sqlite.internal..",
                        ROOT + ".containers.internal..",
                        ROOT + ".scheduler.internal..")
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
                .and()
                // Where a setting asks for it by its name, and nowhere else.
                .doNotHaveSimpleName("EngineEnvironment")
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
    void packages_of_the_engine_have_no_cycles() {
        slices().assignedFrom(new EngineParts()).should().beFreeOfCycles().check(PRODUCT);
    }

    /** A public package and the internal one behind it are one part; the runs and restores of the engine are behind its façade. */
    private static final class EngineParts implements SliceAssignment {

        private static final List<String> FACADES =
                List.of("engine", "catalog", "retention", "store", "codec", "config");
        private static final String INTERNAL = ROOT + ".internal";

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (name.equals(INTERNAL)) {
                return SliceIdentifier.of("common");
            }
            if (name.startsWith(INTERNAL + ".")) {
                String part = name.substring(INTERNAL.length() + 1);
                return SliceIdentifier.of(part.equals("run") || part.equals("restore") ? "engine" : part);
            }
            String part = name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : "";
            return FACADES.contains(part) ? SliceIdentifier.of(part) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "parts of the engine";
        }
    }

    @Test
    void packages_of_providers_and_of_the_command_have_no_cycles() {
        slices().matching(ROOT + ".files.(*)..").should().beFreeOfCycles().check(PRODUCT);
        slices().matching(ROOT + ".postgres.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching(ROOT + ".sqlite.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching(ROOT + ".containers.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching(ROOT + ".scheduler.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching(ROOT + ".cli.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }
}
