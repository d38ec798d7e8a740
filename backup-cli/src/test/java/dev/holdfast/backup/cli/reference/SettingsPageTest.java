package dev.holdfast.backup.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.engine.ProviderInfo;
import dev.holdfast.backup.engine.ProviderKind;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of settings is made from the providers and checked in; {@code -Dholdfast.docs.write=true} writes it anew. */
class SettingsPageTest {

    private static final Path FILE =
            Path.of("..", "docs", "reference", "settings.md").toAbsolutePath().normalize();

    @Test
    void the_page_of_settings_says_what_the_providers_say() throws IOException {
        String page = page();
        if (Boolean.getBoolean("holdfast.docs.write")) {
            Files.writeString(FILE, page);
        }
        assertThat(FILE)
                .as("written anew by mvn -pl backup-cli -am test -Dtest=SettingsPageTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.docs.write=true")
                .hasContent(page);
    }

    private static String page() {
        StringBuilder text = new StringBuilder("# Settings\n\n"
                + "Made from the providers themselves; `holdfast types` says the same of those on your path. The keys of the file are in\n"
                + "the guides and in [holdfast.schema.json](holdfast.schema.json), which editors understand.\n\n"
                + "A duration reads `90s`, `10m`, `36h`, `30d` or ISO 8601; a size `500MB` or `5GiB`; a relative path begins at the\n"
                + "configuration file. `${env:NAME}` and `${file:path}` stand for what is there.\n");
        Providers providers = Providers.discover(SettingsPageTest.class.getClassLoader());
        Map<String, String> places = new HashMap<>();
        providers.sections().forEach(section -> places.put(section.type(), place(section)));
        List<ProviderInfo> infos = providers.all().stream()
                .filter(info -> !info.className().startsWith("dev.holdfast.backup.testkit."))
                .sorted(Comparator.comparing(ProviderInfo::kind).thenComparing(ProviderInfo::type))
                .toList();
        for (ProviderInfo info : infos) {
            text.append("\n## ")
                    .append(info.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(" `")
                    .append(info.kind() == ProviderKind.SECTION ? places.get(info.type()) : info.type())
                    .append("`\n\n");
            if (info.settings().isEmpty()) {
                text.append("No settings.\n");
                continue;
            }
            text.append("| setting | type | default | |\n| --- | --- | --- | --- |\n");
            info.settings().forEach(setting -> text.append(row(setting)));
        }
        return text.toString();
    }

    /** Where a section stands in the file. */
    private static String place(SectionProvider<?> section) {
        return switch (section.parent()) {
            case SectionProvider.FILE -> section.key();
            case SectionProvider.JOB -> "jobs.JOB." + section.key();
            default -> section.parent() + "." + section.key();
        };
    }

    private static String row(Setting setting) {
        String type = setting.choices().isEmpty()
                ? setting.type().word()
                : String.join(
                        ", ",
                        setting.choices().stream()
                                .map(choice -> "`" + choice + "`")
                                .toList());
        String byDefault = setting.defaultText() == null ? "" : "`" + setting.defaultText() + "`";
        if (setting.required()) {
            byDefault = "required";
        }
        String help = setting.help().replace("|", "\\|") + (setting.secret() ? " Secret." : "");
        return "| `" + setting.name() + "` | " + type + " | " + byDefault + " | " + help + " |\n";
    }
}
