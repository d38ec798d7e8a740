package dev.holdfast.backup.cli.reference;

import dev.holdfast.backup.cli.command.ExitCode;

/** The page of exit codes, in Markdown. */
final class ExitCodesPage {

    private ExitCodesPage() {}

    static String of() {
        StringBuilder page = new StringBuilder();
        page.append("# Exit codes\n\n");
        page.append(
                "What `holdfast` tells the process that started it. The numbers never change their meaning; a number that is\n");
        page.append("not listed is a failure too.\n\n");
        page.append("| code | word | meaning |\n| ---: | --- | --- |\n");
        for (ExitCode code : ExitCode.values()) {
            page.append("| ")
                    .append(code.number())
                    .append(" | ")
                    .append(code.word())
                    .append(" | ");
            page.append(code.meaning()).append(" |\n");
        }
        page.append(
                "\nWhere several jobs run, the gravest result counts: cancelled, then the first failure, then degraded.\n");
        page.append(
                "A first Ctrl-C (or SIGTERM, SIGHUP) cancels and cleans up; a second one ends the process at once, and the\n");
        page.append("next `create`, `restore` or `recover` cleans up.\n\n");
        page.append("Every error also has a code of its own, such as `HF-STO-004`: see [errors](../errors.md).\n");
        return page.toString();
    }
}
