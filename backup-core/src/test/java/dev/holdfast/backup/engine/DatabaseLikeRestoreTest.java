package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.spi.RestoreAssertion;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.store.DirectoryStoreProvider;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.SimulatedKill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores of targets that need a secret for every act, and have options of their own. */
class DatabaseLikeRestoreTest {

    private static final BackupId ID = new BackupId("gold_20261120_021500");

    @TempDir
    Path state;

    private TestHost host;
    private final VaultTarget.World world = new VaultTarget.World();
    private final Secret referenced = Secret.referenced("open sesame".toCharArray(), "${env:VAULT}");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Backups backups(Map<String, String> environment, Job... jobs) {
        BackupsBuilder builder = host.builder()
                .providers(Providers.of(
                        new NoCompressorProvider(),
                        new MemoryArchiverProvider(),
                        new DirectoryStoreProvider(),
                        new VaultTarget.Provider(world)))
                .environment(environment::get);
        for (Job job : jobs) {
            builder.job(job);
        }
        return builder.build();
    }

    private Job gold(Secret password) {
        TargetDefinition vault = VaultTarget.definition(world, "gold", VaultTarget.settings(password));
        return TestHost.job("nightly").protect(vault);
    }

    private static Job other() {
        return TestHost.job("other").protect(ScriptedTarget.named("other").definition());
    }

    private String restored(Secret password) throws Exception {
        try (Backups backups = backups(Map.of(), gold(password))) {
            backups.run("nightly").orThrow();
            host.clock.advance(Duration.ofHours(1));
            world.live = "second";
            return backups.restore(backups.planRestore(RestoreOptions.of(ID)))
                    .orThrow()
                    .restore()
                    .id();
        }
    }

    @Test
    void a_later_process_that_does_not_know_the_target_rolls_back_by_the_record_alone() throws Exception {
        String id = restored(referenced);
        assertThat(world.live).isEqualTo("first");
        try (Backups later = backups(Map.of("VAULT", "open sesame"), other())) {
            later.recover();
            assertThat(later.rollback(id).orThrow().restore().state()).isEqualTo(RestoreState.ROLLED_BACK);
        }
        assertThat(world.live).isEqualTo("second");
    }

    @Test
    void a_secret_that_changed_since_is_read_as_it_is_now() throws Exception {
        String id = restored(referenced);
        world.password = "new and better";
        try (Backups later = backups(Map.of("VAULT", "new and better"), other())) {
            later.confirm(id).orThrow();
        }
        assertThat(world.old).isNull();
    }

    @Test
    void a_secret_that_is_known_by_its_value_alone_is_taken_from_the_target_of_that_name() throws Exception {
        String id = restored(Secret.of("open sesame"));
        try (Backups later = backups(Map.of(), gold(Secret.of("open sesame")))) {
            later.rollback(id).orThrow();
        }
        assertThat(world.live).isEqualTo("second");
        try (var files = Files.walk(state)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> read(file).contains("open sesame"));
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_host_that_keeps_its_environment_to_itself_has_the_secret_from_its_configuration() throws Exception {
        String id = restored(referenced);
        try (Backups later = backups(Map.of(), gold(referenced))) {
            later.rollback(id).orThrow();
        }
        assertThat(world.live).isEqualTo("second");
    }

    @Test
    void a_secret_that_cannot_be_read_keeps_the_record_until_it_can() throws Exception {
        String id = restored(referenced);
        try (Backups later = backups(Map.of(), other())) {
            RestoreReport report = later.rollback(id);
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.problems()).anyMatch(problem -> problem.message().contains("VAULT is not set"));
        }
        try (Backups later = backups(Map.of("VAULT", "open sesame"), other())) {
            assertThat(later.recover().isClean()).isTrue();
        }
        assertThat(world.live).isEqualTo("second");
    }

    /** An error that nobody catches ends the act as a kill would: nothing is undone. */
    private static final class Killing implements RestoreAssertion {
        @Override
        public String description() {
            return "a kill";
        }

        @Override
        public void verify(RestoredCopy copy, RunContext context) {
            throw new SimulatedKill("before the swap");
        }
    }

    private void killedInTheMiddle() throws Exception {
        try (Backups backups = backups(Map.of(), gold(referenced))) {
            backups.run("nightly").orThrow();
            world.live = "second";
            backups.restore(backups.planRestore(RestoreOptions.of(ID).proving(new Killing())));
        }
    }

    @Test
    void recovery_drops_the_copy_of_a_killed_restore_by_the_record_alone() throws Exception {
        assertThat(catchThrowable(this::killedInTheMiddle)).isNotNull();
        assertThat(world.staged).isEqualTo("first");
        try (Backups later = backups(Map.of("VAULT", "open sesame"), other())) {
            assertThat(later.recover().isClean()).isTrue();
        }
        assertThat(world.staged).isNull();
        assertThat(world.live).isEqualTo("second");
    }

    @Test
    void a_confirm_that_is_refused_leaves_both_ways_open() throws Exception {
        String id = restored(referenced);
        world.inUse = true;
        try (Backups later = backups(Map.of("VAULT", "open sesame"), other())) {
            RestoreReport report = later.confirm(id);
            assertThat(report.failure()).isInstanceOf(RefusedException.class);
            assertThat(report.restore().state()).isEqualTo(RestoreState.SWAPPED);
            assertThat(later.recover().isClean()).isTrue();
            assertThat(later.restores().get(0).state()).isEqualTo(RestoreState.SWAPPED);
            later.rollback(id).orThrow();
        }
        assertThat(world.live).isEqualTo("second");
    }

    @Test
    void a_restore_to_another_place_settles_what_it_wrote_down_for_the_case_that_it_fails() throws Exception {
        restored(referenced);
        try (Backups backups = backups(Map.of(), gold(referenced))) {
            RestoreReport report = backups.restore(
                            backups.planRestore(RestoreOptions.of(ID, RestoreRequest.to("attic"))))
                    .orThrow();
            assertThat(report.restore().state()).isEqualTo(RestoreState.DONE);
            backups.recover();
        }
        assertThat(world.places).containsExactly("attic=first");
    }

    @Test
    void the_targets_own_options_reach_it_and_are_part_of_the_plan() throws Exception {
        restored(referenced);
        try (Backups backups = backups(Map.of(), gold(referenced))) {
            RestoreRequest plain = RestoreRequest.to("attic");
            RestorePlan one = backups.planRestore(RestoreOptions.of(ID, plain));
            RestorePlan two = backups.planRestore(RestoreOptions.of(ID, plain.option("polish", "true")));
            assertThat(one.id()).isNotEqualTo(two.id());
            backups.restore(two).orThrow();
        }
        assertThat(world.options).last().isEqualTo(Map.of("polish", "true"));
    }

    @Test
    void an_option_that_the_target_does_not_have_is_refused_with_the_nearest_one() throws Exception {
        restored(referenced);
        try (Backups backups = backups(Map.of(), gold(referenced))) {
            ConfigurationException unknown = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> backups.planRestore(
                            RestoreOptions.of(ID, RestoreRequest.staged().option("polisch", "true"))));
            assertThat(unknown.code()).isEqualTo("HF-RES-011");
            assertThat(unknown.hint()).isEqualTo("Did you mean polish?");
            ConfigurationException misfit = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> backups.planRestore(
                            RestoreOptions.of(ID, RestoreRequest.staged().option("colour", "green"))));
            assertThat(misfit.code()).isEqualTo("HF-RES-012");
            assertThat(misfit.hint()).isEqualTo("Choose one of red, blue.");
        }
    }

    @Test
    void a_swap_without_hooks_is_a_pause_all_the_same() throws Exception {
        try (Backups backups = backups(Map.of(), gold(referenced))) {
            backups.run("nightly").orThrow();
            RestoreReport report = backups.restore(backups.planRestore(RestoreOptions.of(ID)));
            assertThat(report.pause()).isPositive();
        }
    }
}
