package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.spi.NeededService;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells by which containers services are given. */
final class ContainerServices {

    private final Engine engine;

    ContainerServices(Engine engine) {
        this.engine = engine;
    }

    /**
     * Looks for services in containers.
     *
     * @param services the services
     * @param containers the containers
     * @return the container of each service that one of them gives
     * @throws InterruptedException if this thread is interrupted
     */
    Map<NeededService, ContainerView> find(Collection<NeededService> services, List<ContainerView> containers)
            throws InterruptedException {
        Map<NeededService, ContainerView> found = new LinkedHashMap<>();
        for (ContainerView container : containers) {
            @Nullable ContainerNetwork network = null;
            for (NeededService service : services) {
                if (service instanceof NeededService.InContainer in && isCalled(container, in.name())) {
                    found.putIfAbsent(service, container);
                } else if (service instanceof NeededService.AtAddress at) {
                    network = network == null ? engine.network(container.id()) : network;
                    if (answers(network, at)) {
                        found.putIfAbsent(service, container);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isCalled(ContainerView container, String name) {
        return container.name().equals(name) || container.id().startsWith(name);
    }

    private boolean answers(ContainerNetwork network, NeededService.AtAddress at) {
        for (InetAddress address : resolve(at.host())) {
            if (network.answersAt(address, at.port(), isOfEngine(address))) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfEngine(InetAddress address) {
        if (engine.endpoint().isSocket()) {
            return isOfThisMachine(address);
        }
        return Arrays.stream(resolve(engine.endpoint().uri().getHost()))
                .anyMatch(own -> own.equals(address) || (isOfThisMachine(own) && isOfThisMachine(address)));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static InetAddress[] resolve(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            // A client that cannot find it either says so itself.
            return new InetAddress[0];
        }
    }
}
