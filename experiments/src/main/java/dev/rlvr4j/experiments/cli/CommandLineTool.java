package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.run.RunLog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code rlvr} command with its sub-commands. */
@Command(
        name = "rlvr",
        description = "Reinforcement learning with verifiable rewards for language models, on the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            CompareCommand.class,
            EvalCommand.class,
            SampleCommand.class,
            ScoreCommand.class,
            GradeCommand.class,
            LossCommand.class,
            PretrainCommand.class,
            CollectCommand.class,
            SftCommand.class,
            MergeCommand.class,
            AdaptersCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        })
public final class CommandLineTool implements Runnable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_INPUT = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean verbose;

    /** Runs a command in this process and returns its exit code. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLineTool tool = new CommandLineTool();
        CommandLine line = new CommandLine(tool)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLineTool::badUsage)
                .setExecutionExceptionHandler(tool::failed)
                .setExecutionStrategy(parsed -> {
                    RunLog.console();
                    return new CommandLine.RunLast().execute(parsed);
                });
        for (CommandLine command : line.getSubcommands().values()) {
            if (!command.getCommandSpec().helpCommand()) {
                command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
            }
        }
        int code = line.execute(args);
        RunLog.close();
        return code;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say which command to run");
    }

    private static int badUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("rlvr: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        }
        return BAD_INPUT;
    }

    private int failed(Exception thrown, CommandLine line, ParseResult parsed) {
        Throwable e = unwrap(thrown);
        PrintWriter err = line.getErr();
        Path log = RunLog.file();
        boolean input = e instanceof InputException;
        LoggerFactory.getLogger(CommandLineTool.class).info("the command failed", e);
        if (input || e instanceof RlvrException) {
            err.println("rlvr: " + e.getMessage());
        } else {
            err.println("rlvr: unexpected " + e.getClass().getSimpleName() + message(e));
        }
        if (verbose) {
            e.printStackTrace(err);
        } else if (!input) {
            err.println(
                    log == null ? "Run it again with --verbose for the details." : "The details are in " + log + ".");
        }
        return input ? BAD_INPUT : FAILED;
    }

    private static String message(Throwable e) {
        @Nullable String message = e.getMessage();
        return message == null ? "" : ": " + message.lines().findFirst().orElse("");
    }

    /** The error itself, out of the wrappers futures put around it. */
    private static Throwable unwrap(Throwable e) {
        Throwable inner = e;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
