package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SqlHookTest {

    @TempDir
    Path directory;

    private static HookException failed(SqlHook hook) {
        return catchThrowableOfType(HookException.class, () -> {
            try (LifecycleHook opened = hook.open();
                    TestRunContext context = new TestRunContext()) {
                opened.enter(context);
            }
        });
    }

    @Test
    void statements_before_and_after_are_executed_in_their_order() throws Exception {
        FlagDatabase flag = FlagDatabase.in(directory.resolve("shop.db"));
        try (LifecycleHook hook = flag.hook().open();
                TestRunContext context = new TestRunContext()) {
            hook.enter(context);
            assertThat(flag.readOnly()).isTrue();
            assertThat(flag.number("SELECT count(*) FROM audit")).isEqualTo(1);
            hook.undo(context.undoRecords().get(0), context);
            assertThat(flag.readOnly()).isFalse();
        }
    }

    @Test
    void statements_that_take_nothing_back_leave_no_record() throws Exception {
        FlagDatabase flag = FlagDatabase.in(directory.resolve("shop.db"));
        SqlHook hook = SqlHook.named("checkpoint").url(flag.url()).before("PRAGMA wal_checkpoint");
        try (LifecycleHook opened = hook.open();
                TestRunContext context = new TestRunContext()) {
            opened.enter(context);
            assertThat(context.undoRecords()).isEmpty();
        }
    }

    @Test
    void a_statement_that_fails_is_told_with_the_words_of_the_database() throws Exception {
        FlagDatabase flag = FlagDatabase.in(directory.resolve("shop.db"));
        HookException failure = failed(SqlHook.named("flag").url(flag.url()).before("UPDATE nowhere SET a = 1"));
        assertThat(failure.code()).isEqualTo("HF-HOK-034");
        assertThat(failure.getMessage()).contains("a statement before of hook flag failed", "no such table: nowhere");
    }

    @Test
    void a_database_that_is_not_there_is_found_by_check_and_the_password_is_not_told() throws Exception {
        SqlHook hook = SqlHook.named("flag")
                .url("jdbc:sqlite:" + directory.resolve("no/such/directory.db"))
                .login("app", Secret.of("open sesame"))
                .before("SELECT 1");
        HookException failure = failed(hook);
        assertThat(failure.code()).isEqualTo("HF-HOK-033");
        assertThat(failure.getMessage() + failure.failure()).doesNotContain("open sesame");
        assertThat(hook.settings().toString()).doesNotContain("open sesame");
        try (LifecycleHook opened = hook.open();
                TestRunContext context = new TestRunContext()) {
            assertThat(opened.check(context))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("HF-HOK-033"));
        }
    }

    @Test
    void a_driver_that_is_not_there_is_told() {
        assertThat(failed(SqlHook.named("flag").url("jdbc:nobody:knows").before("SELECT 1")))
                .hasMessageContaining("No suitable driver")
                .extracting(BackupException::code)
                .isEqualTo("HF-HOK-033");
    }

    @Test
    void a_hook_without_statements_or_database_is_no_hook() {
        FlagDatabase flag = new FlagDatabase(directory.resolve("shop.db"));
        for (SqlHook hook : new SqlHook[] {
            SqlHook.named("flag").url(flag.url()), SqlHook.named("flag").before("SELECT 1")
        }) {
            assertThat(catchThrowableOfType(ConfigurationException.class, hook::open)
                            .code())
                    .isEqualTo("HF-HOK-035");
        }
    }

    @Test
    void a_cancel_ends_a_statement_that_goes_on() throws Exception {
        FlagDatabase flag = FlagDatabase.in(directory.resolve("shop.db"));
        SqlHook hook = SqlHook.named("flag")
                .url(flag.url())
                .before("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        + " INSERT INTO audit SELECT i FROM n");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (LifecycleHook opened = hook.open();
                TestRunContext context = new TestRunContext()) {
            Thread enter = new Thread(() -> {
                try {
                    opened.enter(context);
                } catch (Exception e) {
                    thrown.set(e);
                }
            });
            enter.start();
            while (!Files.exists(directory.resolve("shop.db-journal")) && enter.isAlive()) {
                Thread.onSpinWait();
            }
            context.cancel();
            enter.join(60_000);
            assertThat(enter.isAlive()).isFalse();
        }
        assertThat(((BackupException) thrown.get()).code()).isEqualTo("HF-RUN-001");
    }
}
