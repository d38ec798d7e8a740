package dev.holdfast.backup.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** The commands by name, in the order in which help shows them; each is made when it is needed, since most starts need one. */
public final class CommandCatalog {

    private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();

    private CommandCatalog() {}

    private static Map<String, Function<CommandContext, Object>> commands() {
        Map<String, Function<CommandContext, Object>> commands = new LinkedHashMap<>();
        commands.put("init", InitCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("create", CreateCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("show", ShowCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("restore", RestoreCommand::new);
        commands.put("restores", RestoresCommand::new);
        commands.put("rollback", RollbackCommand::new);
        commands.put("confirm", ConfirmCommand::new);
        commands.put("expire", ExpireCommand::new);
        commands.put("pin", PinCommand::new);
        commands.put("unpin", UnpinCommand::new);
        commands.put("delete", DeleteCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("copy", CopyCommand::new);
        commands.put("schedule", ScheduleCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("history", HistoryCommand::new);
        commands.put("recover", RecoverCommand::new);
        commands.put("types", TypesCommand::new);
        return commands;
    }

    /** Returns the names. */
    public static Set<String> names() {
        return COMMANDS.keySet();
    }

    /**
     * Makes the command line with all commands.
     *
     * @param context what they work with
     * @return the command line
     */
    public static CommandLine all(CommandContext context) {
        return with(context, names());
    }

    /**
     * Makes the command line with one command.
     *
     * @param context what it works with
     * @param name the command's name
     * @return the command line
     */
    public static CommandLine only(CommandContext context, String name) {
        return with(context, Set.of(name));
    }

    private static CommandLine with(CommandContext context, Set<String> names) {
        CommandLine line = new CommandLine(context.options(), new OwnFactory());
        line.setAllowSubcommandsAsOptionParameters(true);
        COMMANDS.forEach((name, maker) -> {
            if (names.contains(name)) {
                Object command = maker.apply(context);
                line.addSubcommand(name, command);
                if (command instanceof CommandGroup group) {
                    CommandLine of =
                            Objects.requireNonNull(line.getSubcommands().get(name));
                    group.commands().forEach((own, ownMaker) -> of.addSubcommand(own, ownMaker.apply(context)));
                }
            }
        });
        layOutAll(line);
        return line;
    }

    private static void layOutAll(CommandLine line) {
        layOut(line);
        line.getSubcommands().values().forEach(CommandCatalog::layOutAll);
    }

    /** A command's own options come first, then those that all commands have. */
    private static void layOut(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .synopsisHeading("%nUsage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
    }

    /** Makes the few objects that annotations name. */
    private static final class OwnFactory implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == LevelNames.class) {
                return type.cast(new LevelNames());
            }
            if (type == ConflictNames.class) {
                return type.cast(new ConflictNames());
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
