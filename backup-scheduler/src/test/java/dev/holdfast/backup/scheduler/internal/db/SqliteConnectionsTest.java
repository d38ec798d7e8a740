package dev.holdfast.backup.scheduler.internal.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteConnectionsTest {

    private static final int FILES = 20;
    private static final int AT_ONCE = 6;

    @TempDir
    Path state;

    @Test
    void a_new_file_may_be_opened_by_many_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int file = 0; file < FILES; file++) {
                Path directory = state.resolve("state-" + file);
                CyclicBarrier start = new CyclicBarrier(AT_ONCE);
                List<Future<Void>> opened = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    Callable<Void> open = () -> {
                        Connections connections = SqliteConnections.in(directory, Duration.ofSeconds(30));
                        start.await();
                        try (Connection connection = connections.plain().getConnection();
                                Statement statement = connection.createStatement()) {
                            assertThat(statement.execute("PRAGMA journal_mode")).isTrue();
                        } finally {
                            connections.close();
                        }
                        return null;
                    };
                    opened.add(threads.submit(open));
                }
                for (Future<Void> one : opened) {
                    one.get(60, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
