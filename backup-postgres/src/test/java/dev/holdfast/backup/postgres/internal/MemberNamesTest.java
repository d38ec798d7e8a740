package dev.holdfast.backup.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Names;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberNamesTest {

    @ParameterizedTest
    @CsvSource({
        "orders,    main-orders",
        "shop_2024, main-shop-2024",
        "my-db,     main-my--2ddb",
        "Shop,      main---53hop",
        "a__b,      main-a--5f-b",
        "_a,        main--a",
        "a_,        main-a--5f",
        "ä,         main---c3--a4",
        "a b,       main-a--20b"
    })
    void a_name_follows_the_rule_that_is_written_down(String database, String target) {
        assertThat(MemberNames.of("main", database)).isEqualTo(target);
    }

    @Test
    void no_two_databases_have_the_same_name() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "ab0_-A.2d5f z";
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            StringBuilder database = new StringBuilder();
            int length = 1 + random.nextInt(6);
            for (int k = 0; k < length; k++) {
                database.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String name = MemberNames.of("m", database.toString());
            assertThat(Names.isValid(name)).as("%s, seed %d", name, seed).isTrue();
            String other = seen.put(name, database.toString());
            assertThat(other == null || other.contentEquals(database))
                    .as("%s and %s are both %s, seed %d", other, database, name, seed)
                    .isTrue();
        }
    }

    @Test
    void long_names_are_cut_and_stay_apart() {
        String one = MemberNames.of("main", "Ä".repeat(31));
        String other = MemberNames.of("main", "Ä".repeat(30) + "Ö");
        assertThat(one).hasSize(Names.MAX_LENGTH).isNotEqualTo(other).contains("--z");
        assertThat(Names.isValid(one)).isTrue();
    }
}
