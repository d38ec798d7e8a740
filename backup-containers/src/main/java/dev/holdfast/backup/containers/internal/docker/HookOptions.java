package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.containers.internal.probe.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hook is told to do.
 *
 * @param endpoint how it finds the engine
 * @param act what it does
 * @param selectors to which containers
 * @param stopTimeout how long a container has to stop, or {@code null} for what the container says itself
 * @param withSharers whether containers that share the network of a selected one are taken along
 * @param healthTimeout how long a container has to be healthy behind its start; zero for no wait
 * @param probes what is asked behind that
 * @param exec the commands inside
 */
public record HookOptions(
        EndpointChoice endpoint,
        Act act,
        List<String> selectors,
        @Nullable Duration stopTimeout,
        boolean withSharers,
        Duration healthTimeout,
        Probes probes,
        Inside exec) {

    /**
     * Copies the lists, and reads the selectors.
     *
     * @param endpoint how it finds the engine
     * @param act what it does
     * @param selectors to which containers
     * @param stopTimeout how long a container has to stop, or {@code null}
     * @param withSharers whether sharers are taken along
     * @param healthTimeout how long a container has to be healthy
     * @param probes what is asked behind that
     * @param exec the commands inside
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-CTR-023} if a text selects nothing
     */
    public HookOptions {
        selectors = List.copyOf(selectors);
        if (act == Act.SCALE) {
            selectors.forEach(Selector::requireName);
        } else {
            selectors.forEach(Selector::of);
        }
    }

    List<Selector> selected() {
        return selectors.stream().map(Selector::of).toList();
    }

    /** {@return how long a container has to stop, in whole seconds as engines count} */
    int stopSeconds(ContainerView container) {
        return stopTimeout == null
                ? container.stopSeconds()
                : (int) Math.min(Integer.MAX_VALUE / 1000, (stopTimeout.toMillis() + 999) / 1000);
    }

    /**
     * Questions to containers that are back.
     *
     * @param inside a command inside of each that succeeds when it can work; empty for none
     * @param addresses what is asked from here, when the last of the hook's containers is back
     * @param timeout how long an address has to answer
     * @param interval how long nothing is asked behind a question
     */
    public record Probes(List<String> inside, List<Probe> addresses, Duration timeout, Duration interval) {

        /**
         * Copies the lists.
         *
         * @param inside a command inside of each; empty for none
         * @param addresses what is asked from here
         * @param timeout how long an address has to answer
         * @param interval how long nothing is asked behind a question
         */
        public Probes {
            inside = List.copyOf(inside);
            addresses = List.copyOf(addresses);
        }

        /** {@return the same without what is asked from here} */
        Probes insideOnly() {
            return new Probes(inside, List.of(), timeout, interval);
        }
    }

    /**
     * Commands inside of containers.
     *
     * @param before the program before and its arguments; empty for none
     * @param after the program after and its arguments; empty for none
     * @param user the user inside, or {@code null} for the container's own
     * @param directory the working directory inside, or {@code null} for the container's own
     * @param environment variables to add
     * @param timeout how long each may take, or {@code null} for as long as the hook may
     */
    public record Inside(
            List<String> before,
            List<String> after,
            @Nullable String user,
            @Nullable String directory,
            Map<String, String> environment,
            @Nullable Duration timeout) {

        /**
         * Copies the collections.
         *
         * @param before the program before; empty for none
         * @param after the program after; empty for none
         * @param user the user inside, or {@code null}
         * @param directory the working directory inside, or {@code null}
         * @param environment variables to add
         * @param timeout how long each may take, or {@code null}
         */
        public Inside {
            before = List.copyOf(before);
            after = List.copyOf(after);
            environment = Map.copyOf(environment);
        }
    }
}
