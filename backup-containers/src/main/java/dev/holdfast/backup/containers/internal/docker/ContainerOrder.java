package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order in which containers are held still; they come back in reverse.
 *
 * <p>One that depends on another, by Compose or by using its network, comes before it. Otherwise the label {@code holdfast.priority} counts, a
 * whole number, smaller ones first and 0 by default; otherwise the order in which they were selected.
 */
final class ContainerOrder {

    private static final String DEPENDS_ON = "com.docker.compose.depends_on";
    private static final String PRIORITY = "holdfast.priority";

    private ContainerOrder() {}

    /**
     * Orders containers.
     *
     * @param containers the containers, in the order in which they were selected
     * @return the same, the first to be held still first
     * @throws HookException {@code HF-CTR-013} if they depend on each other in a circle
     */
    static List<ContainerView> of(List<ContainerView> containers) {
        Map<ContainerView, Set<ContainerView>> dependents = new HashMap<>();
        for (ContainerView container : containers) {
            dependents.put(
                    container,
                    containers.stream()
                            .filter(each -> !each.id().equals(container.id()) && dependsOn(each, container))
                            .collect(Collectors.toSet()));
        }
        List<ContainerView> left = new ArrayList<>(containers);
        Set<ContainerView> ordered = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            ContainerView next = left.stream()
                    .filter(container -> ordered.containsAll(dependents.getOrDefault(container, Set.of())))
                    .min(Comparator.comparingInt(ContainerOrder::priority))
                    .orElseThrow(() -> circle(left));
            left.remove(next);
            ordered.add(next);
        }
        return List.copyOf(ordered);
    }

    private static boolean dependsOn(ContainerView container, ContainerView other) {
        if (container.borrowsFrom(other)) {
            return true;
        }
        String project = container.label(Selector.PROJECT);
        return !project.isEmpty()
                && project.equals(other.label(Selector.PROJECT))
                && services(container).contains(other.label(Selector.SERVICE));
    }

    /** Reads {@code db:service_healthy:false,redis:service_started:true}. */
    private static Set<String> services(ContainerView container) {
        Set<String> services = new HashSet<>();
        for (String dependency : container.label(DEPENDS_ON).split(",", -1)) {
            String service = dependency.strip().split(":", 2)[0];
            if (!service.isEmpty()) {
                services.add(service);
            }
        }
        return services;
    }

    private static int priority(ContainerView container) {
        try {
            return Integer.parseInt(container.label(PRIORITY).strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static HookException circle(List<ContainerView> left) {
        String names = left.stream().map(ContainerView::name).sorted().collect(Collectors.joining(", "));
        return new HookException(Failure.of("HF-CTR-013", "containers depend on each other in a circle: " + names)
                .hint("Correct depends_on, or select fewer of them.")
                .with("containers", names));
    }
}
