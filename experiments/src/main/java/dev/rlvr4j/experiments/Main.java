package dev.rlvr4j.experiments;

import dev.rlvr4j.experiments.cli.CommandLineTool;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The {@code rlvr} program. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 done, 2 bad input or usage, 1 any other failure. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = execute(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs a command in this process, for tests and embedding; nothing is printed but to the two writers. */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        return CommandLineTool.execute(out, err, args);
    }
}
