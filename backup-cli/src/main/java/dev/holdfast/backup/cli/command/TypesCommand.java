package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.BrokenProvider;
import dev.holdfast.backup.engine.ProviderInfo;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.spi.Setting;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Lists the types there are. */
@Command(
        name = "types",
        header = "List the types of targets, stores and so on.",
        description = {
            "Lists the types of targets, stores, archives and so on that are there, with their settings.",
            "",
            "Other people's types come as jars in the directory lib/ext of the installation."
        },
        footer = {"", "Examples:", "  holdfast types", "  holdfast types --json"})
public final class TypesCommand extends HoldfastCommand {

    TypesCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        Providers providers = context().providers();
        if (context().json()) {
            context().document(json -> document(json, providers.all()));
        } else {
            write(context().screen(), providers.all());
        }
        for (BrokenProvider broken : providers.broken()) {
            context().screen().note("warning: " + broken.failure().message());
        }
        return ExitCode.DONE;
    }

    private static void document(JsonDocument json, List<ProviderInfo> types) {
        json.array(() -> types.forEach(type -> json.object(() -> {
            json.text("kind", type.kind().word());
            json.text("type", type.type());
            json.text("source", type.source());
            json.array("settings", () -> type.settings().forEach(setting -> setting(json, setting)));
        })));
    }

    private static void setting(JsonDocument json, Setting setting) {
        json.object(() -> {
            json.text("name", setting.name());
            json.text("type", setting.type().name().toLowerCase(Locale.ROOT));
            json.flag("required", setting.required());
            json.flag("secret", setting.secret());
            json.text("default", setting.defaultText());
            json.array("choices", () -> setting.choices().forEach(json::item));
            json.text("help", setting.help());
        });
    }

    private static void write(Screen screen, List<ProviderInfo> types) {
        Table table = Table.of("KIND", "TYPE", "SETTING", "VALUE", "DEFAULT", "WHAT IT IS");
        for (ProviderInfo type : types) {
            String kind = type.kind().word();
            Table.Cell name = new Table.Cell(type.type(), Style.STRONG);
            if (type.settings().isEmpty()) {
                table.row(kind, name, "", "", "", "");
            }
            boolean first = true;
            for (Setting setting : type.settings()) {
                table.row(
                        first ? kind : "",
                        first ? name : "",
                        setting.name(),
                        value(setting),
                        setting.required() ? "required" : setting.defaultText() == null ? "" : setting.defaultText(),
                        setting.help());
                first = false;
            }
        }
        screen.table(table);
    }

    private static String value(Setting setting) {
        String value = setting.choices().isEmpty() ? setting.type().word() : String.join("|", setting.choices());
        return setting.secret() ? value + ", secret" : value;
    }
}
