package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ContainerNetworkTest {

    private static ContainerNetwork network(String inspected) {
        return ContainerNetwork.of(
                new Answer(200, inspected.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).json());
    }

    private static boolean answers(ContainerNetwork network, String address, int port, boolean isOfEngine)
            throws Exception {
        return network.answersAt(InetAddress.getByName(address), port, isOfEngine);
    }

    @Test
    void a_published_port_leads_into_it_from_every_address_of_the_engines_machine() throws Exception {
        ContainerNetwork network = network("""
                {'NetworkSettings': {'Ports': {'5432/tcp': [{'HostIp': '0.0.0.0', 'HostPort': '15432'}], '80/tcp': null}}}""");
        assertThat(answers(network, "127.0.0.1", 15432, true)).isTrue();
        assertThat(answers(network, "127.0.0.1", 5432, true)).isFalse();
        assertThat(answers(network, "192.0.2.7", 15432, false)).isFalse();
    }

    @Test
    void a_port_that_is_published_at_one_address_leads_into_it_from_there_alone() throws Exception {
        ContainerNetwork network = network("""
                {'NetworkSettings': {'Ports': {'5432/tcp': [{'HostIp': '127.0.0.1', 'HostPort': '15432'}]}}}""");
        assertThat(answers(network, "127.0.0.1", 15432, true)).isTrue();
        assertThat(answers(network, "192.0.2.7", 15432, true)).isFalse();
    }

    @Test
    void its_own_addresses_lead_into_it() throws Exception {
        ContainerNetwork network = network("""
                {'NetworkSettings': {'IPAddress': '172.17.0.2',
                 'Networks': {'shop': {'IPAddress': '172.18.0.9', 'GlobalIPv6Address': ''}}}}""");
        assertThat(answers(network, "172.17.0.2", 5432, false)).isTrue();
        assertThat(answers(network, "172.18.0.9", 5432, false)).isTrue();
        assertThat(answers(network, "172.18.0.1", 5432, true)).isFalse();
    }

    @Test
    void with_the_network_of_the_machine_it_answers_where_its_image_says_that_it_listens() throws Exception {
        ContainerNetwork network = network("""
                {'HostConfig': {'NetworkMode': 'host'}, 'Config': {'ExposedPorts': {'5432/tcp': {}}}}""");
        assertThat(answers(network, "127.0.0.1", 5432, true)).isTrue();
        assertThat(answers(network, "127.0.0.1", 5433, true)).isFalse();
        assertThat(answers(network, "192.0.2.7", 5432, false)).isFalse();
    }

    @Test
    void one_with_the_network_of_another_container_is_not_blamed_for_what_that_one_serves() throws Exception {
        ContainerNetwork network = network("""
                {'HostConfig': {'NetworkMode': 'container:abc'}, 'Config': {'ExposedPorts': {'5432/tcp': {}}},
                 'NetworkSettings': {'IPAddress': '', 'Ports': {}, 'Networks': {}}}""");
        assertThat(answers(network, "127.0.0.1", 5432, true)).isFalse();
    }
}
