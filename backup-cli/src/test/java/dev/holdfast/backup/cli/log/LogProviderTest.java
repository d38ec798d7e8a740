package dev.holdfast.backup.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogProviderTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void capture() {
        // Other tests ran commands with -v in this JVM.
        LogLevel.show(Level.WARN);
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        LogLevel.stamp(null);
        System.setErr(before);
        LogLevel.show(Level.WARN);
    }

    private String logged() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void warnings_and_errors_are_lines_and_the_rest_is_silent() {
        Logger logger = LoggerFactory.getLogger("x");
        assertThat(logger).isInstanceOf(LineLogger.class);
        logger.debug("not shown");
        logger.info("not shown");
        logger.warn("store {} could not be read", "local");
        logger.error("gone", new IllegalStateException("why"));
        assertThat(logged())
                .isEqualTo("warning: store local could not be read\nerror: gone\n"
                        + "  java.lang.IllegalStateException: why\n");
    }

    @Test
    void more_is_shown_on_request_with_where_an_error_comes_from() {
        LogLevel.show(Level.DEBUG);
        Logger logger = new LogProvider().getLoggerFactory().getLogger("x");
        logger.info("about {}", 1);
        logger.debug("detail");
        logger.trace("not shown");
        logger.warn("gone", new IllegalStateException("why"));
        assertThat(logged())
                .startsWith("info: about 1\ndebug: detail\nwarning: gone\njava.lang.IllegalStateException: why\n")
                .contains("\tat dev.holdfast.backup.cli.log.LogProviderTest");
    }

    @Test
    void libraries_of_databases_warn_and_do_not_tell_of_a_database_that_is_away() {
        Logger pool = new LogProvider().getLoggerFactory().getLogger("com.zaxxer.hikari.pool.HikariPool");
        pool.warn("a connection was closed");
        LogLevel.show(Level.DEBUG);
        pool.info("started");
        pool.debug("a connection");
        pool.warn("a clock jumped");
        pool.error("no connection", new IllegalStateException(new java.sql.SQLException("refused")));
        assertThat(logged()).isEqualTo("warning: a clock jumped\n");
    }

    @Test
    void a_service_has_the_instant_at_the_head_of_each_line() {
        LogLevel.stamp(Clock.fixed(Instant.parse("2026-03-29T01:00:00.5Z"), ZoneOffset.UTC));
        new LogProvider().getLoggerFactory().getLogger("x").warn("late");
        assertThat(logged()).isEqualTo("2026-03-29T01:00:00.500Z  warning: late\n");
    }
}
