package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.run.Progress;
import java.nio.file.Path;

/** Tells a user who interrupts a run how to go on with it. */
final class ResumeHint implements AutoCloseable {
    private final Thread hook;
    private volatile boolean done;

    ResumeHint(String command, Path folder, Progress progress) {
        hook = new Thread(() -> {
            if (!done) {
                progress.print("interrupted; go on with: ./rlvr " + command + " --resume --out " + folder);
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says that the run is over. */
    void done() {
        done = true;
    }

    @Override
    public void close() {
        done = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            done = true; // the process is ending already, and the hook has run
        }
    }
}
