package dev.holdfast.backup.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.engine.ProviderInfo;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.retention.RetentionRulesProvider;
import dev.holdfast.backup.spi.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonSchemaTest {

    private final Providers providers = TestTypes.all().with(new RetentionRulesProvider());
    private final JsonNode schema = JsonMapper.builder().build().readTree(JsonSchema.of(providers));

    @Test
    void it_is_the_same_for_the_same_types() {
        assertThat(JsonSchema.of(TestTypes.all().with(new RetentionRulesProvider())))
                .isEqualTo(JsonSchema.of(providers))
                .endsWith("}\n");
    }

    @Test
    void every_reference_in_it_leads_somewhere() {
        List<String> references = schema.findValuesAsString("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(schema.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
    }

    @Test
    void every_setting_of_every_type_is_in_it() {
        Set<ProviderKind> sections =
                Set.of(ProviderKind.TARGET, ProviderKind.STORE, ProviderKind.HOOK, ProviderKind.RETENTION);
        for (ProviderInfo info : providers.all()) {
            String definition = sections.contains(info.kind()) ? info.kind().word() + "-" + info.type() : "archive";
            JsonNode properties = schema.at("/$defs/" + definition + "/properties");
            for (Setting setting : info.settings()) {
                assertThat(properties.has(setting.name()))
                        .as(definition + " " + setting.name())
                        .isTrue();
            }
        }
    }

    @Test
    void required_settings_are_required_and_unknown_ones_are_refused() {
        JsonNode tree = schema.at("/$defs/target-tree");
        assertThat(tree.get("required").toString()).isEqualTo("[\"paths\"]");
        assertThat(tree.get("additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.at("/$defs/target/properties/type/enum").toString())
                .isEqualTo("[\"database\",\"faulty\",\"tree\"]");
    }

    @Test
    void it_has_the_keys_that_the_file_may_have_and_no_others() {
        assertThat(keys(schema.get("properties"))).containsExactly("state", "stores", "targets", "jobs");
        assertThat(keys(schema.at("/$defs/job/properties")))
                .containsExactlyInAnyOrder(
                        "targets",
                        "stores",
                        "hooks",
                        "archive",
                        "keep",
                        "verify",
                        "timeout",
                        "labels",
                        "artifact-name");
    }

    @Test
    void a_keep_without_a_type_has_the_rules() {
        assertThat(schema.at("/$defs/keep/allOf/0/else/$ref").asString()).isEqualTo("#/$defs/retention-rules");
        assertThat(keys(schema.at("/$defs/retention-rules/properties")))
                .contains("last", "daily", "older-than", "zone", "at-least", "min-free");
    }

    @Test
    void a_setting_that_two_types_declare_accepts_either() {
        assertThat(schema.at("/$defs/archive/properties/level/anyOf").size()).isEqualTo(2);
    }

    private static List<String> keys(JsonNode node) {
        return new ArrayList<>(node.propertyNames());
    }
}
