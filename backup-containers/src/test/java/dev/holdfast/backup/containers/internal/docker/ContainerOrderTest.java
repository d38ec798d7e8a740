package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.HookException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContainerOrderTest {

    private static ContainerView view(String name, String network, Map<String, String> labels) {
        return new ContainerView("id-" + name, name, labels, "running", true, false, "", 0, "", "", 10, false, network);
    }

    private static ContainerView plain(String name, Map<String, String> labels) {
        return view(name, "default", labels);
    }

    private static ContainerView service(String project, String service, String dependsOn) {
        Map<String, String> labels = new HashMap<>(Map.of(Selector.PROJECT, project, Selector.SERVICE, service));
        if (!dependsOn.isEmpty()) {
            labels.put("com.docker.compose.depends_on", dependsOn);
        }
        return plain(project + "-" + service, labels);
    }

    private static List<String> order(ContainerView... containers) {
        return ContainerOrder.of(List.of(containers)).stream()
                .map(ContainerView::name)
                .toList();
    }

    @Test
    void whoever_depends_on_another_comes_before_it() {
        assertThat(order(
                        service("shop", "db", ""),
                        service("shop", "queue", ""),
                        service("shop", "worker", "db:service_healthy:false,queue:service_started:true"),
                        service("shop", "web", "worker:service_started:false")))
                .containsExactly("shop-web", "shop-worker", "shop-db", "shop-queue");
    }

    @Test
    void services_of_other_projects_are_somebody_elses() {
        assertThat(order(service("a", "db", ""), service("b", "web", "db:service_started:false")))
                .containsExactly("a-db", "b-web");
    }

    @Test
    void whoever_uses_the_network_of_another_comes_before_it() {
        assertThat(order(plain("vpn", Map.of()), view("client", "container:id-vpn", Map.of())))
                .containsExactly("client", "vpn");
    }

    @Test
    void smaller_priorities_come_first_and_equal_ones_as_they_were_selected() {
        assertThat(order(
                        plain("c", Map.of()),
                        plain("late", Map.of("holdfast.priority", "7")),
                        plain("a", Map.of("holdfast.priority", "not a number")),
                        plain("first", Map.of("holdfast.priority", "-1")),
                        plain("b", Map.of("holdfast.priority", "0"))))
                .containsExactly("first", "c", "a", "b", "late");
    }

    @Test
    void a_dependency_counts_more_than_a_priority() {
        Map<String, String> labels = new HashMap<>(service("shop", "db", "").labels());
        labels.put("holdfast.priority", "-100");
        assertThat(order(plain("db", labels), service("shop", "web", "db:service_started:false")))
                .containsExactly("shop-web", "db");
    }

    @Test
    void a_circle_is_an_error_that_names_its_members() {
        assertThatThrownBy(() -> order(
                        service("shop", "alone", ""),
                        service("shop", "a", "b:service_started:false"),
                        service("shop", "b", "a:service_started:false")))
                .isInstanceOf(HookException.class)
                .hasMessage("containers depend on each other in a circle: shop-a, shop-b")
                .extracting(e -> ((HookException) e).code())
                .isEqualTo("HF-CTR-013");
    }

    @Test
    void whatever_depends_on_what_nobody_comes_behind_what_it_needs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int count = 1 + random.nextInt(8);
            List<ContainerView> containers = new ArrayList<>();
            Map<String, List<String>> needs = new HashMap<>();
            for (int i = 0; i < count; i++) {
                List<String> dependencies = new ArrayList<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(3) == 0) {
                        dependencies.add("s" + j);
                    }
                }
                needs.put("p-s" + i, dependencies);
                containers.add(service("p", "s" + i, String.join(":service_started:false,", dependencies)));
            }
            Collections.shuffle(containers, random);
            List<String> order = order(containers.toArray(new ContainerView[0]));
            assertThat(order).as("seed %d", seed).hasSize(count);
            needs.forEach((name, dependencies) -> dependencies.forEach(dependency -> assertThat(order.indexOf(name))
                    .as("%s before %s in %s, seed %d", name, dependency, order, seed)
                    .isLessThan(order.indexOf("p-" + dependency))));
        }
    }
}
