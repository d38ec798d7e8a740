package dev.holdfast.backup.containers.internal.docker;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * At which addresses others find what a container serves.
 *
 * @param isOfHost whether it has the network of the engine's machine
 * @param addresses its own, as text
 * @param published its ports that the engine's machine passes on; one that has the network of another container has none, and which of the two
 *     listens there cannot be told
 * @param exposed the ports on which its image says that it listens
 */
record ContainerNetwork(boolean isOfHost, Set<String> addresses, List<Published> published, Set<Integer> exposed) {

    /**
     * A port of the engine's machine that leads into a container.
     *
     * @param address the machine's address; empty for all of them
     * @param port the machine's port
     */
    record Published(String address, int port) {

        boolean isAtEveryAddress() {
            return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
        }
    }

    /**
     * Copies the collections.
     *
     * @param isOfHost whether it has the network of the engine's machine
     * @param addresses its own
     * @param published its published ports
     * @param exposed the ports of its image
     */
    ContainerNetwork {
        addresses = Set.copyOf(addresses);
        published = List.copyOf(published);
        exposed = Set.copyOf(exposed);
    }

    /**
     * Reads what an engine says of one container.
     *
     * @param inspected the answer to an inspection
     * @return its network
     */
    static ContainerNetwork of(JsonNode inspected) {
        JsonNode network = inspected.path("NetworkSettings");
        Set<String> addresses = new LinkedHashSet<>();
        addAddresses(network, addresses);
        network.path("Networks").forEach(each -> addAddresses(each, addresses));
        List<Published> published = new ArrayList<>();
        network.path("Ports")
                .properties()
                .forEach(port -> port.getValue()
                        .forEach(binding -> published.add(new Published(
                                Json.text(binding.path("HostIp")), number(Json.text(binding.path("HostPort")))))));
        Set<Integer> exposed = new LinkedHashSet<>();
        inspected.path("Config").path("ExposedPorts").properties().forEach(port -> exposed.add(number(port.getKey())));
        String mode = Json.text(inspected.path("HostConfig").path("NetworkMode"));
        return new ContainerNetwork(mode.equals("host"), addresses, published, exposed);
    }

    private static void addAddresses(JsonNode node, Set<String> addresses) {
        for (String name : new String[] {"IPAddress", "GlobalIPv6Address"}) {
            String address = Json.text(node.path(name));
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
    }

    /** Reads a port as engines write it: {@code 5432/tcp}. */
    private static int number(String port) {
        int slash = port.indexOf('/');
        try {
            return Integer.parseInt(slash < 0 ? port : port.substring(0, slash));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Tells whether an address leads into the container.
     *
     * @param address where a client looks for a server
     * @param port at which port
     * @param isOfEngine whether the address is one of the engine's machine
     * @return whether it does, as far as the engine knows
     */
    boolean answersAt(InetAddress address, int port, boolean isOfEngine) {
        String text = address.getHostAddress();
        if (addresses.contains(text)) {
            return true;
        }
        if (isOfHost && isOfEngine && exposed.contains(port)) {
            return true;
        }
        return published.stream()
                .anyMatch(each -> each.port() == port
                        && (each.isAtEveryAddress()
                                ? isOfEngine
                                : each.address().equals(text)));
    }
}
