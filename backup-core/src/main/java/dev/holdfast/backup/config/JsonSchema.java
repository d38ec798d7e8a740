package dev.holdfast.backup.config;

import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Names;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.engine.ProviderInfo;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.retention.RetentionRulesProvider;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a JSON Schema (draft 2020-12) of the configuration file, for editors: they complete and check while one writes.
 *
 * <p>The schema is made of the settings that providers declare. It is less strict than {@link Configuration}: it knows nothing of names that
 * refer to each other, and where a value may be a reference it accepts any text with one.
 */
public final class JsonSchema {

    private static final String REFERENCE = "\\$\\{";
    private static final String DURATION = "^\\s*[0-9]{1,12}\\s*(ms|s|m|h|d|w)\\s*$|^\\s*PT?[0-9].*|" + REFERENCE;
    private static final String SIZE = "^\\s*[0-9]{1,15}\\s*(B|kB|KB|KiB|MB|MiB|GB|GiB|TB|TiB)?\\s*$|" + REFERENCE;
    private static final String NAME = "^[a-z0-9][a-z0-9-]{0," + (Names.MAX_LENGTH - 1) + "}$";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<ProviderKind, List<ProviderInfo>> types;
    private final List<SectionProvider<?>> sections;

    private JsonSchema(Providers providers) {
        Map<ProviderKind, List<ProviderInfo>> byKind = new LinkedHashMap<>();
        for (ProviderKind kind : ProviderKind.values()) {
            byKind.put(
                    kind,
                    providers.all().stream().filter(info -> info.kind() == kind).toList());
        }
        this.types = byKind;
        this.sections = providers.sections();
    }

    /**
     * Writes the schema.
     *
     * @param providers the types that it knows
     * @return a JSON document, the same for the same types, ending in a newline
     */
    public static String of(Providers providers) {
        JsonSchema schema = new JsonSchema(providers);
        return schema.json
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(schema.root())
                        .replace("\r\n", "\n") + "\n";
    }

    private ObjectNode root() {
        ObjectNode root = object();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Holdfast configuration");
        root.put("type", "object");
        root.put("additionalProperties", false);
        root.set("required", array(List.of("stores", "targets")));
        ObjectNode properties = root.putObject("properties");
        properties.set(
                "state", described("path", "The directory of journals, history and caches; .holdfast by default."));
        properties.set("stores", named("store", "Where backups lie, by name."));
        properties.set("targets", named("target", "What is protected, by name."));
        properties.set(
                "jobs",
                named("job", "What is backed up together, by name; a target in no job has one of its own name."));
        sections.stream()
                .map(SectionProvider::parent)
                .filter(parent -> !parent.equals(SectionProvider.FILE) && !parent.equals(SectionProvider.JOB))
                .distinct()
                .forEach(parent -> {
                    ObjectNode group = object();
                    group.put("type", "object");
                    group.put("additionalProperties", false);
                    sections(group.putObject("properties"), parent);
                    properties.set(parent, group);
                });
        sections(properties, SectionProvider.FILE);
        ObjectNode definitions = root.putObject("$defs");
        basics(definitions);
        typed(definitions, ProviderKind.STORE, Map.of());
        typed(definitions, ProviderKind.TARGET, Map.of());
        typed(definitions, ProviderKind.HOOK, hookKeys());
        definitions.set("archive", archive());
        keep(definitions);
        sections.forEach(section -> definitions.set(definition(section), section(section)));
        definitions.set("job", job());
        return root;
    }

    private void basics(ObjectNode definitions) {
        definitions.set("reference", text(REFERENCE, "A text with ${env:NAME} or ${file:path}."));
        definitions.set("duration", text(DURATION, "A length of time: 250ms, 90s, 10m, 36h, 30d, 2w."));
        ObjectNode size = object();
        size.put("description", "A number of bytes: 500MB (decimal), 5GiB (binary).");
        size.putArray("anyOf")
                .add(object().put("type", "integer").put("minimum", 0))
                .add(text(SIZE, ""));
        definitions.set("size", size);
        definitions.set("path", object().put("type", "string").put("minLength", 1));
        ObjectNode scalar = object();
        scalar.set("type", array(List.of("string", "number", "boolean")));
        definitions.set("text", scalar);
        definitions.set("texts", oneOrMany(ref("text")));
        definitions.set("paths", oneOrMany(ref("path")));
    }

    private ObjectNode job() {
        ObjectNode job = object();
        job.put("type", "object");
        job.put("additionalProperties", false);
        job.set("required", array(List.of("targets")));
        ObjectNode properties = job.putObject("properties");
        properties.set("targets", describe(oneOrMany(name()), "The targets, in the order they are captured."));
        properties.set("stores", describe(oneOrMany(name()), "The stores; by default the only one."));
        ObjectNode hooks = object().put("type", "array");
        hooks.set("items", ref("hook"));
        properties.set("hooks", describe(hooks, "What acts around the captures, in the order it is entered."));
        properties.set("archive", ref("archive"));
        properties.set("keep", ref("keep"));
        properties.set(
                "verify",
                describe(
                        choice(List.of(VerificationLevel.STORED.word(), VerificationLevel.DECODED.word())),
                        "How far each backup is proven before it counts; stored by default."));
        properties.set("timeout", described("duration", "The time a whole run may take; 24h by default."));
        ObjectNode labels = object().put("type", "object");
        labels.set("additionalProperties", ref("text"));
        properties.set("labels", describe(labels, "Labels that every backup gets."));
        properties.set(
                "artifact-name",
                describe(
                        object().put("type", "string"),
                        "The names of files without suffixes, with {target}, {date}, {time}, {id}."));
        sections(properties, SectionProvider.JOB);
        return job;
    }

    private void sections(ObjectNode properties, String parent) {
        sections.stream()
                .filter(section -> section.parent().equals(parent))
                .forEach(section -> properties.set(section.key(), described(definition(section), section.help())));
    }

    private static String definition(SectionProvider<?> section) {
        return ProviderKind.SECTION.word() + "-" + section.type();
    }

    private ObjectNode section(SectionProvider<?> section) {
        ObjectNode node = object();
        node.put("type", "object");
        node.put("additionalProperties", false);
        require(node, section.settings());
        ObjectNode properties = node.putObject("properties");
        section.settings().forEach(setting -> properties.set(setting.name(), value(setting)));
        return node;
    }

    private Map<String, ObjectNode> hookKeys() {
        Map<String, ObjectNode> keys = new LinkedHashMap<>();
        keys.put("name", describe(name(), "Its name within the job; that of its type by default."));
        keys.put("timeout", described("duration", "The time each of its acts may take; 60s by default."));
        keys.put("max-pause", described("duration", "The time from its enter to its undo; 1h by default."));
        keys.put(
                "on-failure",
                describe(choice(List.of("fail", "warn")), "Whether a failed enter fails the run, or degrades it."));
        keys.put(
                "during",
                describe(oneOrMany(choice(List.of("capture", "restore"))), "When it acts; capture by default."));
        keys.put(
                "end-pause",
                describe(
                        choice(List.of("after-snapshot", "after-capture")),
                        "Whether services run again when all snapshots are taken, or when all is captured;"
                                + " after-snapshot by default."));
        return keys;
    }

    private ObjectNode archive() {
        ObjectNode archive = object();
        archive.put("type", "object");
        archive.put("description", "How backups are stored.");
        archive.put("additionalProperties", false);
        ObjectNode properties = archive.putObject("properties");
        properties.set("format", describe(choice(names(ProviderKind.ARCHIVER)), "The archive format; tar by default."));
        properties.set(
                "compression",
                describe(choice(names(ProviderKind.COMPRESSOR)), "The compression; what suits the format by default."));
        properties.set(
                "digest",
                describe(
                        choice(Arrays.stream(DigestAlgorithm.values())
                                .map(DigestAlgorithm::word)
                                .toList()),
                        "How the digest of each entry is computed; crc32c by default."));
        for (ProviderKind kind : List.of(ProviderKind.COMPRESSOR, ProviderKind.ARCHIVER)) {
            for (ProviderInfo type : types(kind)) {
                for (Setting setting : type.settings()) {
                    // Which of several declarations holds depends on other keys: the editor accepts any of them.
                    if (properties.get(setting.name()) instanceof ObjectNode known) {
                        ((ArrayNode) known.get("anyOf")).add(value(setting));
                    } else {
                        ObjectNode either = object();
                        either.putArray("anyOf").add(value(setting));
                        properties.set(setting.name(), either);
                    }
                }
            }
        }
        return archive;
    }

    private void keep(ObjectNode definitions) {
        Map<String, ObjectNode> keys = new LinkedHashMap<>();
        keys.put(
                "at-least",
                describe(
                        object().put("type", "integer").put("minimum", 1),
                        "How many good backups of a target are kept whatever the rules say; 1 by default."));
        keys.put(
                "min-free",
                described("size", "How much should be free before a run; else the oldest backups above at-least go."));
        typed(definitions, ProviderKind.RETENTION, keys);
        ObjectNode keep = object();
        keep.put("description", "What is kept; without rules, everything.");
        keep.put("type", "object");
        ArrayNode cases = keep.putArray("allOf");
        ObjectNode withoutType = cases.addObject();
        withoutType.putObject("if").set("required", array(List.of("type")));
        withoutType.set("then", ref(ProviderKind.RETENTION.word()));
        withoutType.set("else", ref(ProviderKind.RETENTION.word() + "-" + RetentionRulesProvider.TYPE));
        definitions.set("keep", keep);
    }

    /** Writes a definition for each type of a kind, and one that chooses among them by {@code type}. */
    private void typed(ObjectNode definitions, ProviderKind kind, Map<String, ObjectNode> more) {
        ObjectNode any = object();
        any.put("type", "object");
        any.set("required", array(List.of("type")));
        ObjectNode type = any.putObject("properties").putObject("type");
        type.set("enum", array(names(kind)));
        ArrayNode cases = any.putArray("allOf");
        for (ProviderInfo info : types(kind)) {
            String definition = kind.word() + "-" + info.type();
            ObjectNode branch = cases.addObject();
            branch.putObject("if").putObject("properties").putObject("type").put("const", info.type());
            branch.set("then", ref(definition));
            definitions.set(definition, settings(info, more));
        }
        definitions.set(kind.word(), any);
    }

    private ObjectNode settings(ProviderInfo info, Map<String, ObjectNode> more) {
        ObjectNode node = object();
        node.put("type", "object");
        node.put("additionalProperties", false);
        require(node, info.settings());
        ObjectNode properties = node.putObject("properties");
        properties.putObject("type").put("const", info.type());
        info.settings().forEach(setting -> properties.set(setting.name(), value(setting)));
        more.forEach(properties::set);
        return node;
    }

    private void require(ObjectNode node, List<Setting> settings) {
        List<String> required =
                settings.stream().filter(Setting::required).map(Setting::name).toList();
        if (!required.isEmpty()) {
            node.set("required", array(required));
        }
    }

    private ObjectNode value(Setting setting) {
        ObjectNode node = switch (setting.type()) {
            case TEXT -> ref("text");
            case INTEGER -> orReference(object().put("type", "integer"));
            case FLAG -> orReference(object().put("type", "boolean"));
            case DURATION -> ref("duration");
            case SIZE -> ref("size");
            case PATH -> ref("path");
            case TEXTS -> ref("texts");
            case PATHS -> ref("paths");
            case CHOICE -> choice(setting.choices());
            case MAP -> {
                ObjectNode map = object().put("type", "object");
                map.set("additionalProperties", ref("text"));
                yield map;
            }
        };
        describe(node, setting.help());
        String byDefault = setting.defaultText();
        if (byDefault != null) {
            if (setting.type() == SettingType.FLAG) {
                node.put("default", Boolean.parseBoolean(byDefault));
            } else if (setting.type() == SettingType.INTEGER && byDefault.matches("-?[0-9]{1,18}")) {
                node.put("default", Long.parseLong(byDefault));
            } else {
                node.put("default", byDefault);
            }
        }
        return node;
    }

    private ObjectNode named(String definition, String description) {
        ObjectNode node = object();
        node.put("description", description);
        node.put("type", "object");
        node.putObject("propertyNames").put("pattern", NAME);
        node.set("additionalProperties", ref(definition));
        return node;
    }

    private ObjectNode name() {
        return object().put("type", "string").put("pattern", NAME);
    }

    private ObjectNode choice(List<String> choices) {
        ObjectNode node = object();
        node.set("enum", array(choices));
        return orReference(node);
    }

    private ObjectNode orReference(ObjectNode node) {
        ObjectNode either = object();
        either.putArray("anyOf").add(node).add(ref("reference"));
        return either;
    }

    private ObjectNode oneOrMany(ObjectNode item) {
        ObjectNode node = object();
        ObjectNode many = object().put("type", "array");
        many.set("items", item);
        node.putArray("anyOf").add(item.deepCopy()).add(many);
        return node;
    }

    private ObjectNode text(String pattern, String description) {
        ObjectNode node = object().put("type", "string").put("pattern", pattern);
        return description.isEmpty() ? node : describe(node, description);
    }

    private ObjectNode described(String definition, String description) {
        return describe(ref(definition), description);
    }

    private static ObjectNode describe(ObjectNode node, String description) {
        node.put("description", description);
        return node;
    }

    private ObjectNode ref(String definition) {
        return object().put("$ref", "#/$defs/" + definition);
    }

    private List<ProviderInfo> types(ProviderKind kind) {
        return types.getOrDefault(kind, List.of());
    }

    private List<String> names(ProviderKind kind) {
        return types(kind).stream().map(ProviderInfo::type).toList();
    }

    private ArrayNode array(List<String> texts) {
        ArrayNode array = json.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private ObjectNode object() {
        return json.createObjectNode();
    }
}
