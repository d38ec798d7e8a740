package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.TestRunContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Containers of a real LXD. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LxdHookIT {

    private static LxdGuests guests;

    private final TestRunContext context = new TestRunContext();

    @BeforeAll
    static void startLxd() throws Exception {
        guests = LxdGuests.start();
        guests.launch("mail");
        guests.launch("web");
    }

    @AfterAll
    static void removeLxd() throws Exception {
        if (guests != null) {
            guests.close();
        }
    }

    @AfterEach
    void forget() {
        context.close();
    }

    private void enter(LxcHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            opened.enter(context);
        }
    }

    /** As a recovery in another process does: with nothing but the records. */
    private void undo() throws Exception {
        for (UndoRecord record : context.undoRecordsReversed()) {
            try (LifecycleHook opened = new LxcHookProvider()
                    .create(record.owner().name(), record.settings())
                    .open()) {
                opened.undo(record, context);
            }
        }
    }

    private List<Problem> check(LxcHook hook) throws Exception {
        try (LifecycleHook opened = hook.open()) {
            return opened.check(context);
        }
    }

    @Test
    void containers_that_run_are_stopped_and_only_those_are_started_again() throws Exception {
        guests.launch("old");
        guests.lxc("stop", "old", "--force");
        LxcHook hook = guests.hook().stop("mail", "old", "web");
        assertThat(check(hook)).isEmpty();
        enter(hook);
        assertThat(guests.state("mail")).isEqualTo("STOPPED");
        assertThat(guests.state("web")).isEqualTo("STOPPED");
        assertThat(context.undoRecords()).extracting(UndoRecord::resource).containsExactly("lxd:mail", "lxd:web");
        undo();
        assertThat(guests.state("mail")).isEqualTo("RUNNING");
        assertThat(guests.state("old")).isEqualTo("STOPPED");
        assertThat(guests.state("web")).isEqualTo("RUNNING");
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void a_container_is_frozen_and_thawed_and_an_undo_may_come_twice() throws Exception {
        enter(guests.hook().freeze("mail"));
        assertThat(guests.state("mail")).isEqualTo("FROZEN");
        undo();
        undo();
        assertThat(guests.state("mail")).isEqualTo("RUNNING");
    }

    @Test
    void a_container_that_refuses_to_shut_down_is_killed_which_is_told() throws Exception {
        guests.launch("stubborn");
        guests.lxc("exec", "stubborn", "--", "touch", "/stubborn");
        enter(guests.hook().stop("stubborn").stopTimeout(Duration.ofSeconds(1)));
        assertThat(guests.state("stubborn")).isEqualTo("STOPPED");
        assertThat(context.problems()).extracting(Problem::code).containsExactly("HF-HOK-041");
        undo();
        assertThat(guests.state("stubborn")).isEqualTo("RUNNING");
    }

    @Test
    void a_container_that_its_stop_would_delete_is_refused_and_may_be_frozen() throws Exception {
        guests.launch("brief", "--ephemeral");
        assertThat(check(guests.hook().stop("brief"))).extracting(Problem::code).containsExactly("HF-HOK-040");
        assertThat(catchThrowableOfType(
                                RefusedException.class,
                                () -> enter(guests.hook().stop("brief")))
                        .code())
                .isEqualTo("HF-HOK-040");
        assertThat(context.undoRecords()).isEmpty();
        assertThat(guests.state("brief")).isEqualTo("RUNNING");
        assertThat(check(guests.hook().freeze("brief"))).isEmpty();
    }

    @Test
    void a_container_of_another_project_is_none_of_this_one() throws Exception {
        guests.lxc("project", "create", "shop", "-c", "features.images=false", "-c", "features.profiles=false");
        guests.launch("db", "--project", "shop");
        try {
            assertThat(check(guests.hook().stop("db")))
                    .extracting(Problem::code)
                    .containsExactly("HF-HOK-037");
            enter(guests.hook().remote("local").project("shop").freeze("db"));
            assertThat(context.undoRecords()).extracting(UndoRecord::resource).containsExactly("lxd:local:shop/db");
            undo();
            assertThat(guests.lxc("list", "db", "--project", "shop", "--format", "csv", "-c", "s"))
                    .isEqualTo("RUNNING");
        } finally {
            guests.lxc("delete", "--force", "db", "--project", "shop");
        }
    }

    @Test
    void a_container_that_is_not_there_and_a_daemon_that_is_not_known_are_found_by_check() throws Exception {
        assertThat(check(guests.hook().stop("mai"))).extracting(Problem::code).containsExactly("HF-HOK-037");
        assertThat(check(guests.hook().remote("nowhere").stop("mail")))
                .extracting(Problem::code)
                .containsExactly("HF-HOK-036");
    }

    @Test
    void a_container_that_does_not_come_back_is_told_with_the_words_of_its_manager() throws Exception {
        enter(guests.hook().stop("web"));
        guests.lxc("config", "set", "web", "raw.lxc", "lxc.init.cmd = /no/such/init");
        try {
            HookException failure = catchThrowableOfType(HookException.class, this::undo);
            assertThat(failure.code()).isEqualTo("HF-HOK-036");
            assertThat(failure).hasMessageStartingWith("cannot start LXC container web: ");
        } finally {
            guests.eventually("config", "unset", "web", "raw.lxc");
            undo();
        }
        assertThat(guests.state("web")).isEqualTo("RUNNING");
    }
}
