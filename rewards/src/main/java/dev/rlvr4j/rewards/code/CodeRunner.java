package dev.rlvr4j.rewards.code;

/** Runs programs that nobody trusts. Thread-safe; each run starts from nothing and leaves nothing behind. */
public interface CodeRunner {
    /**
     * Runs a program to its end or to a limit; whatever the program does, this returns.
     *
     * @throws InterruptedException if the thread is interrupted; the program is killed
     */
    Run run(Program program, RunLimits limits) throws InterruptedException;
}
