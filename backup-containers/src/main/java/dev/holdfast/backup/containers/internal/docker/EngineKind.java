package dev.holdfast.backup.containers.internal.docker;

import java.util.List;

/** An engine that speaks Docker's API, and where it is found by default. */
public enum EngineKind {
    /** Docker. */
    DOCKER("docker", "unix:///var/run/docker.sock", "docker.sock", "DOCKER_HOST"),
    /** Podman, by its service. */
    PODMAN("podman", "unix:///run/podman/podman.sock", "podman/podman.sock", "CONTAINER_HOST");

    /** What all tools for containers know. */
    private static final String COMMON = "DOCKER_HOST";

    private final String type;
    private final String socket;
    private final String ownSocket;
    private final String variable;

    EngineKind(String type, String socket, String ownSocket, String variable) {
        this.type = type;
        this.socket = socket;
        this.ownSocket = ownSocket;
        this.variable = variable;
    }

    /** {@return the type of its hooks in configurations} */
    public String type() {
        return type;
    }

    /** {@return the text of the endpoint where it listens unless told otherwise} */
    public String socket() {
        return socket;
    }

    /** {@return the variables that name another endpoint, the first one that is set counts} */
    List<String> variables() {
        return variable.equals(COMMON) ? List.of(COMMON) : List.of(variable, COMMON);
    }

    /** {@return where a user's own engine listens, below the user's directory for such things} */
    String ownSocket() {
        return ownSocket;
    }
}
