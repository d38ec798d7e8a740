package dev.holdfast.backup.spi;

/** A service that a target cannot do without, in the words by which its client finds it. */
public sealed interface NeededService {

    /**
     * A server on a network.
     *
     * @param host a name or address, as the client was told
     * @param port the port, 1 to 65535
     */
    record AtAddress(String host, int port) implements NeededService {

        /**
         * Validates both.
         *
         * @param host a name or address
         * @param port the port
         * @throws IllegalArgumentException if the host is empty or the port out of range
         */
        public AtAddress {
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("no address of a server: " + host + ":" + port);
            }
        }

        /** {@return host and port, as people write them} */
        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /**
     * A container in which programs are run.
     *
     * @param name its name or id
     */
    record InContainer(String name) implements NeededService {

        /**
         * Validates the name.
         *
         * @param name its name or id
         * @throws IllegalArgumentException if it is empty
         */
        public InContainer {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a container has a name");
            }
        }

        /** {@return the name, as people say it} */
        @Override
        public String toString() {
            return "container " + name;
        }
    }
}
