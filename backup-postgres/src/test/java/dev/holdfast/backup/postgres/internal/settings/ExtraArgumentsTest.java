package dev.holdfast.backup.postgres.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraArgumentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--file=/tmp/x",
                "--format=tar",
                "--form=tar",
                "--schema-only",
                "--data-only",
                "--clean",
                "--create",
                "--table=x",
                "--exclude-table-d=x",
                "--snapshot=1",
                "--dbname=other",
                "--host=h",
                "--role=r",
                "--enable-row-security",
                "--serial",
                "-s",
                "-Fp",
                "orders",
                "",
                "--",
                "--verbose"
            })
    void what_would_break_a_backup_is_refused(String argument) {
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> ExtraArguments.check(List.of(argument)))
                        .code())
                .isEqualTo("HF-PG-004");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-comments",
                "--no-owner",
                "--no-privileges",
                "--encoding=UTF8",
                "--inserts",
                "--quote-all-identifiers",
                "--load-via-partition-root",
                "--no-publications",
                "--extra-float-digits=3"
            })
    void the_others_are_passed_on(String argument) {
        assertThatCode(() -> ExtraArguments.check(List.of(argument))).doesNotThrowAnyException();
    }
}
