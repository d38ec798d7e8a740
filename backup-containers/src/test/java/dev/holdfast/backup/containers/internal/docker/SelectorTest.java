package dev.holdfast.backup.containers.internal.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static boolean selects(String selector, Map<String, String> labels) {
        return ((Selector.Labelled) Selector.of(selector)).matches(labels);
    }

    @Test
    void a_plain_word_is_a_name() {
        assertThat(Selector.of("shop-worker_1.a")).isEqualTo(new Selector.Named("shop-worker_1.a"));
    }

    @Test
    void a_label_is_selected_by_its_value_or_by_being_there() {
        assertThat(selects("label:app=shop", Map.of("app", "shop", "more", "x")))
                .isTrue();
        assertThat(selects("label:app=shop", Map.of("app", "other"))).isFalse();
        assertThat(selects("label:app", Map.of("app", "other"))).isTrue();
        assertThat(selects("label:app", Map.of())).isFalse();
        assertThat(selects("label:app=a=b", Map.of("app", "a=b"))).isTrue();
    }

    @Test
    void a_compose_project_is_selected_whole_or_by_service() {
        Map<String, String> worker = Map.of(Selector.PROJECT, "shop", Selector.SERVICE, "worker");
        assertThat(selects("compose:shop", worker)).isTrue();
        assertThat(selects("compose:shop/worker", worker)).isTrue();
        assertThat(selects("compose:shop/web", worker)).isFalse();
        assertThat(selects("compose:other", worker)).isFalse();
    }

    @Test
    void what_a_person_runs_beside_a_project_is_not_the_projects() {
        assertThat(selects("compose:shop", Map.of(Selector.PROJECT, "shop", Selector.ONE_OFF, "True")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "label:",
                "label:=x",
                "compose:",
                "compose:/x",
                "compose:a/",
                "compose:a/b/c",
                "../x",
                "a?b"
            })
    void a_text_that_selects_nothing_is_refused(String text) {
        assertThatThrownBy(() -> Selector.of(text))
                .isInstanceOf(ConfigurationException.class)
                .extracting(e -> ((ConfigurationException) e).code())
                .isEqualTo("HF-CTR-023");
    }
}
