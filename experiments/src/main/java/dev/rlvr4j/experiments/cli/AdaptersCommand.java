package dev.rlvr4j.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rlvr adapters}: what adapters there are, and what is in one. */
@Command(
        name = "adapters",
        description = "List the adapter methods, describe an adapter, or convert one.",
        subcommands = {AdaptersListCommand.class, AdaptersDescribeCommand.class, AdaptersConvertCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class AdaptersCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: list, describe or convert");
    }
}
