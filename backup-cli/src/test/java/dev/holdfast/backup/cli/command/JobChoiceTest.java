package dev.holdfast.backup.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RunRequest;
import dev.holdfast.backup.spi.TargetDefinition;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JobChoiceTest {

    private static final Job NIGHTLY =
            Job.named("nightly").protect(target("orders")).protect(target("uploads"));
    private static final Job WEEKLY = Job.named("weekly").protect(target("orders"));

    private static TargetDefinition target(String name) {
        return TargetDefinition.of(new TargetId("files", name), () -> {
            throw new AssertionError("never opened here");
        });
    }

    private static List<RunRequest> choose(List<Job> jobs, List<String> names, boolean all, String... targets) {
        return new JobChoice(jobs).choose(names, all, List.of(targets));
    }

    @Test
    void nothing_named_means_the_only_job() {
        assertThat(choose(List.of(NIGHTLY), List.of(), false)).containsExactly(RunRequest.of("nightly"));
    }

    @Test
    void nothing_named_and_several_jobs_is_an_error_that_names_them() {
        assertCode("HF-CMD-002", () -> choose(List.of(NIGHTLY, WEEKLY), List.of(), false));
        assertThatThrownBy(() -> choose(List.of(NIGHTLY, WEEKLY), List.of(), false))
                .hasMessageContaining("nightly, weekly");
    }

    @Test
    void a_target_of_one_job_stands_for_this_job_for_this_target_alone() {
        assertThat(choose(List.of(NIGHTLY, WEEKLY), List.of("uploads"), false))
                .containsExactly(RunRequest.of("nightly").target("uploads"));
    }

    @Test
    void a_target_of_several_jobs_is_an_error_that_names_them() {
        assertCode("HF-CMD-005", () -> choose(List.of(NIGHTLY, WEEKLY), List.of("orders"), false));
        assertThatThrownBy(() -> choose(List.of(NIGHTLY, WEEKLY), List.of("orders"), false))
                .hasMessageContaining("nightly, weekly");
    }

    @Test
    void two_targets_of_a_job_are_one_run() {
        Job only = Job.named("a").protect(target("x")).protect(target("y")).protect(target("z"));
        assertThat(choose(List.of(only), List.of("z", "x"), false))
                .containsExactly(RunRequest.of("a").target("z").target("x"));
    }

    @Test
    void a_job_and_its_target_is_the_whole_job() {
        assertThat(choose(List.of(NIGHTLY), List.of("uploads", "nightly"), false))
                .containsExactly(RunRequest.of("nightly"));
    }

    @Test
    void the_option_target_narrows_a_job() {
        assertThat(choose(List.of(NIGHTLY, WEEKLY), List.of("nightly"), false, "orders"))
                .containsExactly(RunRequest.of("nightly").target("orders"));
        assertCode("HF-CMD-006", () -> choose(List.of(NIGHTLY, WEEKLY), List.of("weekly"), false, "uploads"));
    }

    @Test
    void all_means_every_job_and_goes_with_nothing_else() {
        assertThat(choose(List.of(NIGHTLY, WEEKLY), List.of(), true))
                .containsExactly(RunRequest.of("nightly"), RunRequest.of("weekly"));
        assertCode("HF-CMD-001", () -> choose(List.of(NIGHTLY), List.of("nightly"), true));
    }

    @Test
    void an_unknown_name_gets_a_suggestion() {
        assertThatThrownBy(() -> choose(List.of(NIGHTLY), List.of("nightyl"), false))
                .isInstanceOfSatisfying(ConfigurationException.class, e -> {
                    assertThat(e.code()).isEqualTo("HF-CMD-004");
                    assertThat(e.hint()).startsWith("Did you mean \"nightly\"?");
                });
    }

    @Test
    void a_configuration_without_targets_is_told() {
        assertCode("HF-CMD-003", () -> choose(List.of(), List.of(), false));
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
