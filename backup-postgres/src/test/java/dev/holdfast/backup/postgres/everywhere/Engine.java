package dev.holdfast.backup.postgres.everywhere;

import com.github.dockerjava.api.exception.NotFoundException;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** The container engine for tests, and the images that are built for it here. */
final class Engine {

    private Engine() {}

    /** {@return a PostgreSQL server; the test that asks is skipped where there is no engine, and fails where CI=true} */
    static DockerImageName postgres() {
        return image("holdfast/postgres:local").asCompatibleSubstituteFor("postgres");
    }

    /** {@return a shell and little else} */
    static DockerImageName busybox() {
        return image("holdfast/busybox:local");
    }

    private static DockerImageName image(String name) {
        // What a container is to Holdfast does not depend on the JDK, and each scene takes its time.
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            missing("no container engine answers");
        }
        try {
            DockerClientFactory.instance().client().inspectImageCmd(name).exec();
        } catch (NotFoundException e) {
            missing("the image " + name + " is not built");
        }
        return DockerImageName.parse(name);
    }

    private static void missing(String what) {
        String reason = what + ": bin/engines start makes what is needed";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
        }
        Assumptions.abort(reason);
    }
}
