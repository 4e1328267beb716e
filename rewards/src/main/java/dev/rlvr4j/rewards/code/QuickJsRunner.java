package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs JavaScript inside this JVM: QuickJS as WebAssembly, which has its own memory and no files, sockets, processes or Java.
 *
 * <p>Each run has an engine and a thread of its own. At its time limit the thread is interrupted, which the engine looks at in
 * every loop and call; the thread then ends by itself. The memory limit is that of the WebAssembly memory. It lives on the Java
 * heap, of which all runs together take at most a quarter: further ones wait.
 *
 * <p>Needs {@code io.roastedroot:quickjs4j} on the class path, an optional dependency; without it a run is an
 * {@link InputException}. Slow: a tight loop takes tens to hundreds
 * of times what it takes in Node.
 */
public final class QuickJsRunner implements CodeRunner {
    /** First word of a program's command; the second is the file to run. */
    static final String COMMAND = "qjs";

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long STACK_BYTES = 16 << 20;
    private static final int HEAP_MIB =
            (int) Math.min(1 << 20, Runtime.getRuntime().maxMemory() >> 22);
    private static final Semaphore HEAP = new Semaphore(HEAP_MIB, true);

    @Override
    public Run run(Program program, RunLimits limits) throws InterruptedException {
        int reserved = reservation(limits);
        // A run that waits for memory has not begun: only the deadline of its thread counts.
        if (!HEAP.tryAcquire(reserved, deadlineMillis(), TimeUnit.MILLISECONDS)) {
            throw new RlvrException(
                    "JavaScript waited until the deadline for its share of the Java heap; give the JVM more"
                            + " (RLVR_JVM_OPTS=-Xmx8g), or run less beside each other or with less memory_mb");
        }
        try {
            return reserved(source(program), program.input(), limits);
        } catch (NoClassDefFoundError e) {
            throw new InputException(
                    "JavaScript needs io.roastedroot:quickjs4j:0.1.0 on the class path, an optional dependency", e);
        } finally {
            HEAP.release(reserved);
        }
    }

    private static long deadlineMillis() {
        return Deadline.current().left().toMillis();
    }

    /** In MiB: a memory that grows is copied, so that for a moment there are two. */
    private static int reservation(RunLimits limits) {
        long mib = 2 * (limits.memoryBytes() >> 20);
        if (mib > HEAP_MIB) {
            throw new InputException("JavaScript with " + mib / 2 + " MiB of memory needs a Java heap of " + 4 * mib
                    + " MiB, but this JVM has " + 4L * HEAP_MIB + "; lower memory_mb, or give it more"
                    + " (RLVR_JVM_OPTS=-Xmx" + 4 * mib + "m)");
        }
        return (int) mib;
    }

    private static String source(Program program) {
        Map<String, String> files = program.files();
        String source =
                program.command().size() == 2 && program.command().get(0).equals(COMMAND)
                        ? files.get(program.command().get(1))
                        : null;
        if (source == null) {
            throw new RlvrException("QuickJS runs '" + COMMAND + " FILE' with one of the program's files, but got "
                    + String.join(" ", program.command()));
        }
        return source;
    }

    private static Run reserved(String source, String input, RunLimits limits) throws InterruptedException {
        QuickJsProgram program = new QuickJsProgram(source, input, limits);
        AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        program.run();
                    } catch (Throwable e) { // for the thread that waits
                        broken.set(e);
                    }
                },
                "rlvr-quickjs",
                STACK_BYTES);
        thread.setDaemon(true);
        long start = System.nanoTime();
        long wall = limits.left().toMillis();
        thread.start();
        boolean late = false;
        try {
            thread.join(Math.max(1, wall));
            late = thread.isAlive();
        } finally {
            stop(thread);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Throwable fault = broken.get();
        if (late) {
            return new Run(Run.End.TIMED_OUT, 1, program.output(), program.errors(), millis);
        }
        if (fault instanceof NoClassDefFoundError missing) {
            throw missing;
        }
        if (fault != null) {
            throw new RlvrException("QuickJS itself failed: " + fault, fault);
        }
        return new Run(Run.End.EXITED, program.exitCode(), program.output(), program.errors(), millis);
    }

    /** Asks the thread to end and waits, so that a run leaves nothing behind. */
    private static void stop(Thread thread) throws InterruptedException {
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(GRACE.toMillis());
            if (thread.isAlive()) {
                throw new RlvrException("a JavaScript program goes on " + GRACE.toSeconds() + " s after its end");
            }
        }
    }
}
