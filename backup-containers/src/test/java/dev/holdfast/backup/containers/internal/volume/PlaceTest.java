package dev.holdfast.backup.containers.internal.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.containers.internal.docker.MountedContainer.Mount;
import dev.holdfast.backup.containers.internal.docker.VolumeView;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private static final Place VOLUME = Place.of(new VolumeView(
            "shop", VolumeView.LOCAL, "/var/lib/docker/volumes/shop/_data", Map.of("size", "1G"), Map.of("a", "b")));
    private static final Place SHARE = Place.of(
            new VolumeView("share", VolumeView.LOCAL, "/x", Map.of("type", "cifs", "o", "password=secret"), Map.of()));

    @Test
    void facts_tell_which_places_a_backup_is_of_and_keep_no_options_of_shares() {
        Place bind = Place.bound("/etc/shop");
        try (MemoryBackup backup = new MemoryBackup(new TargetId("docker-volume", "x"), new MemoryArchiver())) {
            PlaceFacts.record(List.of(VOLUME, bind, SHARE), backup.sink());
            assertThat(backup.facts().toString()).doesNotContain("secret");
            assertThat(PlaceFacts.of(backup.facts()))
                    .containsExactly(
                            new Place("shop", "", false, false, Map.of("size", "1G"), Map.of("a", "b")),
                            bind,
                            new Place("share", "", false, true, Map.of(), Map.of()));
        }
    }

    @Test
    void facts_that_name_no_volume_are_not_believed() {
        for (Map<String, String> facts :
                List.of(Map.<String, String>of(), Map.of("volume.1", "../x"), Map.of("bind.1", "etc"))) {
            assertThatThrownBy(() -> PlaceFacts.of(facts)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void a_place_is_seen_in_whatever_mounts_it_or_a_part_of_it() {
        assertThat(VOLUME.isIn(new Mount("volume", "shop", "", "/data"))).isTrue();
        assertThat(VOLUME.isIn(new Mount("volume", "shop2", "/var/lib/docker/volumes/shop2/_data", "/data")))
                .isFalse();
        assertThat(VOLUME.isIn(new Mount("bind", "", "/var/lib/docker", "/host")))
                .isTrue();
        Place bind = Place.bound("/etc/shop");
        assertThat(bind.isIn(new Mount("bind", "", "/etc/shop/conf.d", "/c"))).isTrue();
        assertThat(bind.isIn(new Mount("bind", "", "/etc/shop2", "/c"))).isFalse();
        assertThat(bind.isIn(new Mount("tmpfs", "", "", "/tmp"))).isFalse();
    }

    @Test
    void paths_are_renamed_by_the_longest_root_and_nothing_else_is() {
        Renaming renaming = Renaming.fromBackup(List.of(VOLUME, Place.bound("/etc/shop")));
        assertThat(renaming.path("/volumes/shop")).isEqualTo("/var/lib/docker/volumes/shop/_data");
        assertThat(renaming.path("/volumes/shop/a")).isEqualTo("/var/lib/docker/volumes/shop/_data/a");
        assertThat(renaming.path("/binds/etc/shop/a")).isEqualTo("/etc/shop/a");
        assertThatThrownBy(() -> renaming.path("/volumes/shop2")).isInstanceOf(TargetException.class);
    }

    @Test
    void patterns_for_whole_paths_of_the_backup_are_for_those_of_this_machine() {
        Place odd = Place.bound("/etc/a[b]");
        assertThat(LocalFiles.mapped(
                                RestoreRequest.inPlace().only(List.of("*.txt", "/binds/etc/a[b]/c*")), List.of(odd))
                        .only())
                .containsExactly("*.txt", "/etc/a\\[b\\]/c*");
        assertThatThrownBy(() -> LocalFiles.mapped(RestoreRequest.inPlace().only(List.of("/etc/a")), List.of(odd)))
                .satisfies(thrown -> assertThat(thrown.toString()).contains("HF-CTR-075"));
    }
}
