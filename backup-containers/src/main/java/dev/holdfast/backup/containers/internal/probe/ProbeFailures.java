package dev.holdfast.backup.containers.internal.probe;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;

/** What goes wrong with probes. */
final class ProbeFailures {

    private ProbeFailures() {}

    static ConfigurationException invalid(String text, String why) {
        return new ConfigurationException(Failure.of("HF-CTR-025", "\"" + text + "\" is no address to probe: " + why)
                .hint("Write probe-http: http://host:port/path, or probe-tcp: host:port.")
                .with("address", text));
    }

    static String said(Exception e) {
        String message = e.getMessage();
        String line =
                message == null ? "" : message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? e.getClass().getSimpleName() : line;
    }
}
