package dev.holdfast.backup.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

    @ParameterizedTest
    @CsvSource({"lst, list", "lsit, list", "craete, create", "verif, verify", "resotre, restore", "del, delete"})
    void a_word_that_is_near_is_suggested(String word, String meant) {
        assertThat(Suggestions.nearest(word, CommandCatalog.names())).hasValue(meant);
    }

    @Test
    void a_word_that_is_far_away_is_not() {
        assertThat(Suggestions.nearest("serve", List.of("list", "show"))).isEmpty();
        assertThat(Suggestions.meant("serve", List.of("list", "show"))).isEmpty();
    }
}
