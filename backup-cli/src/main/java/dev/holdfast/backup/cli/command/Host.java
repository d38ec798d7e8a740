package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What the process gives to a command; a command takes nothing from anywhere else.
 *
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 * @param terminal which standard streams are a terminal
 * @param answers whoever answers questions
 * @param workingDirectory where relative paths begin
 * @param environment the environment's variables
 * @param user the name of the user that the process runs as
 * @param clock the clock
 * @param cancel asked for by a signal
 */
public record Host(
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Answers answers,
        Path workingDirectory,
        Map<String, String> environment,
        String user,
        Clock clock,
        CancelRequest cancel) {}
