package dev.holdfast.backup.postgres;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Backups and restores of databases as the engine does them, each with a target of its own, as another process would have. */
public final class Worlds {

    /** A function {@code waits(int)} that takes a minute in a copy that is being restored, and no time anywhere else. */
    public static final String WAITS_IN_A_COPY = """
            CREATE FUNCTION waits(int) RETURNS boolean LANGUAGE plpgsql AS $$
            BEGIN
              IF current_database() LIKE '%\\_holdfast\\_new\\_%' THEN PERFORM pg_catalog.pg_sleep(60); END IF;
              RETURN true;
            END $$
            """;

    private Worlds() {}

    /** Waits until a copy of a table with {@code waits} is being filled. */
    public static void awaitCopy(TestServer server) {
        String waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE '%holdfast\\_new%' AND wait_event = 'PgSleep'";
        while (server.ask("postgres", waiting).equals("0")) {
            Thread.onSpinWait();
        }
    }

    /** A target on the shared server, as superuser. */
    public static PostgresTarget target(TestServer server, String database) {
        return PostgresTarget.named("orders")
                .url(server.url(database))
                .user(TestServer.USER)
                .password(Secret.of(TestServer.PASSWORD))
                .client(server.bin().toString());
    }

    /** Something done with an opened target. */
    @FunctionalInterface
    public interface Act<T> {
        T on(BackupTarget target) throws Exception;
    }

    public static <T> T with(TargetDefinition definition, Act<T> act) throws Exception {
        try (BackupTarget target = definition.open()) {
            return act.on(target);
        }
    }

    public static MemoryBackup capture(TargetDefinition definition) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
        try (TestRunContext context = new TestRunContext().pool(4)) {
            with(definition, target -> {
                target.capture(backup.sink(), context);
                return true;
            });
        }
        return backup;
    }

    public static RestorePreview preview(TargetDefinition definition, BackupReader from, RestoreRequest how)
            throws Exception {
        try (TestRunContext context = new TestRunContext().pool(4)) {
            return with(definition, target -> target.preview(from, how, context));
        }
    }

    public static RestoredCopy stage(
            TargetDefinition definition, BackupReader from, RestoreRequest how, TestRunContext context)
            throws Exception {
        return with(definition, target -> staged(target).stage(from, how, context));
    }

    public static void swap(TargetDefinition definition, RestoredCopy copy, TestRunContext context) throws Exception {
        with(definition, target -> {
            staged(target).swap(copy, context);
            return true;
        });
    }

    /** Stages and swaps. */
    public static void restore(TargetDefinition definition, BackupReader from, TestRunContext context)
            throws Exception {
        swap(definition, stage(definition, from, RestoreRequest.staged(), context), context);
    }

    /** Restores to another database, and settles what was written down for the case that it fails. */
    public static void restoreTo(
            TargetDefinition definition, BackupReader from, RestoreRequest how, TestRunContext context)
            throws Exception {
        with(definition, target -> {
            target.restore(from, how, context);
            return true;
        });
        release(definition, context);
    }

    /** Undoes all that was written down, the last first. */
    public static void undo(TargetDefinition definition, TestRunContext written) throws Exception {
        List<UndoRecord> records = new ArrayList<>(written.undoRecords());
        Collections.reverse(records);
        for (UndoRecord record : records) {
            try (TestRunContext context = new TestRunContext()) {
                with(definition, target -> {
                    staged(target).undo(record, context);
                    return true;
                });
            }
        }
    }

    /** Drops what was kept. */
    public static void release(TargetDefinition definition, TestRunContext written) throws Exception {
        for (UndoRecord record : written.undoRecords()) {
            try (TestRunContext context = new TestRunContext()) {
                with(definition, target -> {
                    staged(target).release(record, context);
                    return true;
                });
            }
        }
    }

    private static StagedRestore staged(BackupTarget target) {
        return target.ability(StagedRestore.class).orElseThrow();
    }
}
