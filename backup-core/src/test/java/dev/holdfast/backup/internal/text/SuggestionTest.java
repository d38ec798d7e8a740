package dev.holdfast.backup.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> WORDS = List.of("targets", "stores", "compression", "at-least", "tar", "zip");

    @ParameterizedTest
    @CsvSource({
        "comprssion,compression",
        "compresison,compression",
        "Targets,targets",
        "target,targets",
        "at_least,at-least",
        "atleast,at-least",
        "tra,tar",
        "zp,zip"
    })
    void a_slip_is_understood(String written, String meant) {
        assertThat(Suggestion.nearest(written, WORDS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"password", "x", "xyz", "hooks"})
    void another_word_is_not_guessed(String written) {
        assertThat(Suggestion.nearest(written, WORDS)).isEmpty();
    }

    @Test
    void without_words_there_is_nothing_to_suggest() {
        assertThat(Suggestion.nearest("tar", List.of())).isEmpty();
    }
}
