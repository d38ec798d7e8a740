package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Which containers are meant: one by its name, or all that have labels. */
sealed interface Selector {

    /** The label of Compose for the project of a container. */
    String PROJECT = "com.docker.compose.project";

    /** The label of Compose for the service of a container. */
    String SERVICE = "com.docker.compose.service";

    /** The label of Compose for which of a service's containers it is. */
    String NUMBER = "com.docker.compose.container-number";

    /** The label of Compose for what was started by hand beside a service. */
    String ONE_OFF = "com.docker.compose.oneoff";

    /** {@return the text that it was read from} */
    String text();

    /**
     * One container.
     *
     * @param text its name, or its id
     */
    record Named(String text) implements Selector {}

    /**
     * All containers with labels.
     *
     * @param text what it was read from
     * @param labels the labels and their values; an empty value stands for any
     */
    record Labelled(String text, Map<String, String> labels) implements Selector {

        /**
         * Copies the labels.
         *
         * @param text what it was read from
         * @param labels the labels
         */
        public Labelled {
            labels = Map.copyOf(labels);
        }

        /**
         * Tells whether a container is meant.
         *
         * @param its its labels
         * @return whether it is
         */
        boolean matches(Map<String, String> its) {
            // What a person runs beside the services of a project is not the project's.
            if (labels.containsKey(PROJECT) && "True".equalsIgnoreCase(its.get(ONE_OFF))) {
                return false;
            }
            return labels.entrySet().stream().allMatch(label -> {
                String value = its.get(label.getKey());
                return value != null
                        && (label.getValue().isEmpty() || label.getValue().equals(value));
            });
        }
    }

    /**
     * Reads a text: {@code NAME}, {@code label:KEY}, {@code label:KEY=VALUE}, {@code compose:PROJECT} or {@code compose:PROJECT/SERVICE}.
     *
     * @param text the text
     * @return the selector
     * @throws ConfigurationException {@code HF-CTR-023} if it is none of them
     */
    static Selector of(String text) {
        if (text.startsWith("label:")) {
            String label = text.substring("label:".length());
            int equals = label.indexOf('=');
            String key = equals < 0 ? label : label.substring(0, equals);
            if (key.isBlank()) {
                throw invalid(text, "the label has no name");
            }
            return new Labelled(text, Map.of(key, equals < 0 ? "" : label.substring(equals + 1)));
        }
        if (text.startsWith("compose:")) {
            String[] parts = text.substring("compose:".length()).split("/", -1);
            if (parts.length > 2 || parts[0].isBlank() || parts[parts.length - 1].isBlank()) {
                throw invalid(text, "it names no project, or more than a project and a service");
            }
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put(PROJECT, parts[0]);
            if (parts.length == 2) {
                labels.put(SERVICE, parts[1]);
            }
            return new Labelled(text, labels);
        }
        requireName(text);
        return new Named(text);
    }

    /**
     * Requires a name: of a container, or of a service.
     *
     * @param text the text
     * @throws ConfigurationException {@code HF-CTR-023} if it is none
     */
    static void requireName(String text) {
        if (!Names.NAME.matcher(text).matches()) {
            throw invalid(text, "it is no name");
        }
    }

    private static ConfigurationException invalid(String text, String why) {
        return new ConfigurationException(Failure.of("HF-CTR-023", "\"" + text + "\" selects no container: " + why)
                .hint("Write NAME, label:KEY=VALUE, compose:PROJECT or compose:PROJECT/SERVICE.")
                .with("selector", text));
    }

    /** What engines take as names. */
    final class Names {
        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

        private Names() {}
    }
}
