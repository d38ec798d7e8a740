import dev.holdfast.backup.cli.log.LogProvider;
import org.slf4j.spi.SLF4JServiceProvider;

/** The {@code holdfast} command. */
module dev.holdfast.backup.cli {
    requires dev.holdfast.backup.core;
    requires dev.holdfast.backup.scheduler;
    requires info.picocli;
    requires jdk.unsupported;
    requires tools.jackson.core;

    exports dev.holdfast.backup.cli;

    opens dev.holdfast.backup.cli to
            info.picocli;
    opens dev.holdfast.backup.cli.command to
            info.picocli;

    provides SLF4JServiceProvider with
            LogProvider;
}
