package dev.holdfast.backup.scheduler.internal.time;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The times of a cron expression: minute, hour, day of the month, month, day of the week. */
public final class CronTimes implements LocalTimes {

    private final ExecutionTime times;

    private CronTimes(ExecutionTime times) {
        this.times = times;
    }

    /**
     * Reads an expression.
     *
     * @param expression the five fields
     * @return its times
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static CronTimes of(String expression) {
        if (expression.indexOf('|') >= 0) {
            // The library would read this as several expressions in one.
            throw new IllegalArgumentException("\"|\" is not part of a cron expression");
        }
        Cron cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(expression);
        return new CronTimes(ExecutionTime.forCron(cron));
    }

    @Override
    public Optional<LocalDateTime> after(LocalDateTime local) {
        // In UTC no time is missing or there twice: what the library makes of such times is not what schedules promise.
        // Its times are whole minutes, and it does not expect anything else.
        ZonedDateTime from = local.truncatedTo(ChronoUnit.MINUTES).atZone(ZoneOffset.UTC);
        return times.nextExecution(from).map(ZonedDateTime::toLocalDateTime);
    }
}
