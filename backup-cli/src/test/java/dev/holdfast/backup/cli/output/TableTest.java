package dev.holdfast.backup.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void texts_are_aligned_to_the_left_and_numbers_to_the_right() {
        Table table = Table.of("ID", ">SIZE", "STATE");
        table.row("a", "1 B", "good");
        table.row("longer", "100 kB", "bad");
        assertThat(table.lines(false, 80))
                .containsExactly("ID        SIZE  STATE", "a          1 B  good", "longer  100 kB  bad");
    }

    @Test
    void wide_and_combining_characters_are_counted_as_they_are_shown() {
        Table table = Table.of("NAME", "X");
        table.row("日本", "1");
        table.row("u\u0308ber", "2");
        table.row("😀", "3");
        assertThat(table.lines(false, 80)).containsExactly("NAME  X", "日本  1", "u\u0308ber  2", "😀    3");
    }

    @Test
    void a_column_without_content_is_left_out() {
        Table table = Table.of("A", "B", "C");
        table.row("1", "", "3");
        assertThat(table.lines(false, 80)).containsExactly("A  C", "1  3");
    }

    @Test
    void no_line_ends_in_blanks() {
        Table table = Table.of("A", "B");
        table.row("1", "2");
        table.row("1", "");
        assertThat(table.lines(false, 80)).containsExactly("A  B", "1  2", "1");
    }

    @Test
    void colours_do_not_change_the_alignment() {
        Table table = Table.of("A", "B");
        table.row(new Table.Cell("x", Style.BAD), "1");
        table.row("yyy", "2");
        assertThat(table.lines(true, 80).stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")))
                .containsExactlyElementsOf(table.lines(false, 80));
        assertThat(table.lines(true, 80).get(1)).contains("\u001b[31mx\u001b[0m");
    }

    @Test
    void what_would_command_a_terminal_is_written_out() {
        Table table = Table.of("A");
        table.row("a\u001b[2Jb\nc\u202ed");
        assertThat(table.lines(false, 80)).containsExactly("A", "a\\u001b[2Jb\\u000ac\\u202ed");
    }

    @Test
    void a_last_column_that_is_too_wide_is_wrapped_between_words() {
        Table table = Table.of("A", "TEXT");
        table.row("1", "one two three four five six");
        table.row("2", "short");
        assertThat(table.lines(false, 23))
                .containsExactly("A  TEXT", "1  one two three four", "   five six", "2  short");
        assertThat(table.lines(false, 15)).as("no room to wrap in").contains("1  one two three four five six");
    }

    @Test
    void prose_goes_below_its_row_where_there_is_no_room_beside_it() {
        Table table = Table.of("A", "TEXT").withLastBelow();
        table.row("1", "one two three four five six seven eight nine ten");
        table.row("2", "");
        assertThat(table.lines(false, 33))
                .containsExactly("A", "1", "    one two three four five six", "    seven eight nine ten", "2");
        assertThat(table.lines(false, 80))
                .containsExactly("A  TEXT", "1  one two three four five six seven eight nine ten", "2");
    }

    @Test
    void a_row_of_another_length_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Table.of("A", "B").row("1"));
    }
}
