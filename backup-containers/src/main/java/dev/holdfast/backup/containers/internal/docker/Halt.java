package dev.holdfast.backup.containers.internal.docker;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written down before a container is held still: all that bringing it back needs, also in another process, also when the container was
 * replaced meanwhile.
 *
 * @param host where the engine listens
 * @param tls the directory for TLS; empty for none
 * @param id the container's id
 * @param name its name
 * @param selector the text that selected it
 * @param others the ids of the containers that were selected beside it
 * @param project its Compose project; empty if it has none
 * @param service its service there
 * @param number which of the service's containers it is
 * @param act what is done to it
 * @param stopSeconds how long it has to stop
 * @param startedAt when it was started, in the engine's words
 * @param until until when a stop that was asked for may still be under way, by the host's clock; {@code null} if that is not known
 */
record Halt(
        String host,
        String tls,
        String id,
        String name,
        String selector,
        List<String> others,
        String project,
        String service,
        String number,
        Act act,
        int stopSeconds,
        String startedAt,
        @Nullable Instant until) {

    /** The version of the form of the data. */
    static final int VERSION = 1;

    /** What an engine may need beyond the time that a container has to stop: to begin, and to kill. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final String HOST = "host";
    private static final String TLS = "tls-directory";
    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String SELECTOR = "selector";
    private static final String OTHERS = "others";
    private static final String PROJECT = "project";
    private static final String SERVICE = "service";
    private static final String NUMBER = "number";
    private static final String ACT = "act";
    private static final String STOP_SECONDS = "stop-seconds";
    private static final String STARTED_AT = "started-at";
    private static final String UNTIL = "until";

    /**
     * Copies the list.
     *
     * @param host where the engine listens
     * @param tls the directory for TLS; empty for none
     * @param id the container's id
     * @param name its name
     * @param selector the text that selected it
     * @param others the ids of the containers that were selected beside it
     * @param project its Compose project
     * @param service its service
     * @param number its number
     * @param act what is done to it
     * @param stopSeconds how long it has to stop
     * @param startedAt when it was started
     * @param until until when a stop may be under way
     */
    Halt {
        others = List.copyOf(others);
    }

    /**
     * Describes an act that is about to begin.
     *
     * @param endpoint the engine
     * @param container the container
     * @param selector the text that selected it
     * @param others the ids of those that were selected beside it
     * @param act what is done
     * @param stopSeconds how long it has to stop
     * @param now the instant by the host's clock
     * @return the description
     */
    static Halt of(
            Endpoint endpoint,
            ContainerView container,
            String selector,
            List<String> others,
            Act act,
            int stopSeconds,
            Instant now) {
        return new Halt(
                endpoint.host(),
                endpoint.tls() == null ? "" : endpoint.tls().toString(),
                container.id(),
                container.name(),
                selector,
                others,
                container.label(Selector.PROJECT),
                container.label(Selector.SERVICE),
                container.label(Selector.NUMBER),
                act,
                stopSeconds,
                container.startedAt(),
                now.plusSeconds(stopSeconds).plus(SLACK));
    }

    /**
     * Describes an act on a container that another run holds still already and that somebody started meanwhile.
     *
     * @param container the container as it is now
     * @param now the instant by the host's clock
     * @return the description
     */
    Halt onceMore(ContainerView container, Instant now) {
        return new Halt(
                host,
                tls,
                container.id(),
                name,
                selector,
                others,
                project,
                service,
                number,
                act,
                stopSeconds,
                container.startedAt(),
                now.plusSeconds(stopSeconds).plus(SLACK));
    }

    /**
     * Reads a record's data.
     *
     * @param data the data
     * @return what it says
     */
    static Halt from(Map<String, String> data) {
        String others = data.getOrDefault(OTHERS, "");
        return new Halt(
                data.getOrDefault(HOST, ""),
                data.getOrDefault(TLS, ""),
                data.getOrDefault(ID, ""),
                data.getOrDefault(NAME, ""),
                data.getOrDefault(SELECTOR, ""),
                others.isEmpty() ? List.of() : Arrays.asList(others.split(" ")),
                data.getOrDefault(PROJECT, ""),
                data.getOrDefault(SERVICE, ""),
                data.getOrDefault(NUMBER, ""),
                Act.PAUSE.word().equals(data.get(ACT)) ? Act.PAUSE : Act.STOP,
                seconds(data.getOrDefault(STOP_SECONDS, "")),
                data.getOrDefault(STARTED_AT, ""),
                instant(data.getOrDefault(UNTIL, "")));
    }

    private static int seconds(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return ContainerView.DEFAULT_STOP_SECONDS;
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@return the data for a record} */
    Map<String, String> data() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(HOST, host);
        data.put(TLS, tls);
        data.put(ID, id);
        data.put(NAME, name);
        data.put(SELECTOR, selector);
        data.put(OTHERS, String.join(" ", others));
        data.put(PROJECT, project);
        data.put(SERVICE, service);
        data.put(NUMBER, number);
        data.put(ACT, act.word());
        data.put(STOP_SECONDS, Integer.toString(stopSeconds));
        data.put(STARTED_AT, startedAt);
        data.put(UNTIL, until == null ? "" : until.toString());
        return data;
    }

    Endpoint endpoint() {
        return new Endpoint(host, tls.isEmpty() ? null : Path.of(tls));
    }

    /**
     * Tells for how long a stop may still be under way. Never longer than a whole stop takes: a clock that was set meanwhile must not keep a service
     * waiting.
     *
     * @param now the instant by the host's clock
     * @return how long; zero if it is over for certain
     */
    Duration left(Instant now) {
        Duration whole = Duration.ofSeconds(stopSeconds).plus(SLACK);
        if (until == null) {
            return whole;
        }
        Duration left = Duration.between(now, until);
        return left.isNegative() ? Duration.ZERO : left.compareTo(whole) > 0 ? whole : left;
    }
}
