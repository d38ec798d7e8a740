package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TreeExclusionTest {

    @Test
    void what_matches_is_left_out_and_with_a_directory_all_that_is_in_it() {
        TreeExclusion exclusion = TreeExclusion.of(List.of("*.tmp", "cache/", "a/b"));
        assertThat(exclusion.leavesOut("a", true)).isFalse();
        assertThat(exclusion.leavesOut("a/b", false)).isTrue();
        assertThat(exclusion.leavesOut("a/bc", false)).isFalse();
        assertThat(exclusion.leavesOut("a/x.tmp", false)).isTrue();
        assertThat(exclusion.leavesOut("cache", true)).isTrue();
        assertThat(exclusion.leavesOut("cache/deep", true)).isTrue();
        assertThat(exclusion.leavesOut("cache/deep/kept", false)).isTrue();
        assertThat(exclusion.leavesOut("cached", false)).isFalse();
        assertThat(exclusion.leavesOut("d", true)).isFalse();
        assertThat(exclusion.leavesOut("d/cache", false)).isFalse();
    }
}
