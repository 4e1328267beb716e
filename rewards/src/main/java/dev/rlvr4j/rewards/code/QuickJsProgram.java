package dev.rlvr4j.rewards.code;

import com.fasterxml.jackson.databind.node.TextNode;
import io.roastedroot.quickjs4j.core.Engine;
import io.roastedroot.quickjs4j.core.GuestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;

/** One run of a JavaScript program in an engine of its own; the only class that knows quickjs4j. */
final class QuickJsProgram implements Runnable {
    private static final int PAGE_BYTES = 1 << 16;

    /** Gives the program its input, and takes away what reaches out of the engine. INPUT is a JSON text. */
    private static final String PRELUDE = """
            {
              const lines = INPUT.split('\\n');
              if (lines[lines.length - 1] === '') lines.pop();
              let at = 0;
              globalThis.readline = () => at < lines.length ? lines[at++] : null;
              globalThis.print = (...values) => console.log(...values);
              delete globalThis.java_invoke;
              delete globalThis.Javy;
              delete globalThis.plugin;
            }
            """;

    /** What the engine, a Rust program, writes around an uncaught error. */
    private static final String PANIC = "\nthread '<unnamed>' (1) panicked at ";

    private static final String PANIC_VALUE = "` value: ";
    private static final String PANIC_NOTE = "\n\nnote: run with `RUST_BACKTRACE";

    private final String source;
    private final String prelude;
    private final int maxPages;
    private final Bounded out;
    private final Bounded err;
    private volatile String failure = "";

    QuickJsProgram(String source, String input, RunLimits limits) {
        this.source = source;
        this.prelude = PRELUDE.replace("INPUT", TextNode.valueOf(input).toString());
        this.maxPages = (int) Math.min(MemoryLimits.MAX_PAGES, limits.memoryBytes() / PAGE_BYTES);
        this.out = new Bounded(limits.fileBytes());
        this.err = new Bounded(limits.fileBytes());
    }

    @Override
    public void run() {
        try (Engine engine = Engine.builder()
                .withStdout(out)
                .withStderr(err)
                .withMemoryFactory(needs -> new ByteArrayMemory(
                        new MemoryLimits(needs.initialPages(), Math.max(needs.initialPages(), maxPages))))
                .build()) {
            run(engine, prelude);
            try {
                run(engine, source);
            } catch (GuestException | IllegalArgumentException e) {
                failure = "uncaught error"; // which the engine has written
            } catch (WasmInterruptedException e) {
                failure = ""; // who interrupts knows why
            } catch (WasmEngineException | StackOverflowError e) {
                failure = "the engine stopped, for too deep a recursion or out of memory: " + e.getMessage();
            } catch (TooMuchOutput e) {
                failure = "more than " + e.most + " bytes of output";
            }
        }
    }

    /** @throws IllegalArgumentException where it cannot be compiled */
    private static void run(Engine engine, String script) {
        engine.exec(engine.compileRaw(script.getBytes(StandardCharsets.UTF_8)));
    }

    int exitCode() {
        return failure.isEmpty() ? 0 : 1;
    }

    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the program wrote to its standard error, and how it failed. */
    String errors() {
        String written = err.toString(StandardCharsets.UTF_8);
        int panic = written.lastIndexOf(PANIC);
        int value = panic < 0 ? -1 : written.indexOf(PANIC_VALUE, panic);
        int note = value < 0 ? -1 : written.indexOf(PANIC_NOTE, value);
        if (note >= 0) {
            String error = written.substring(value + PANIC_VALUE.length(), note).replace("function.mjs", "main.js");
            return written.substring(0, panic) + error + "\n";
        }
        return failure.isEmpty() ? written : written + failure + "\n";
    }

    /** An output that refuses what goes beyond a limit. */
    private static final class Bounded extends ByteArrayOutputStream {
        private final long most;

        Bounded(long most) {
            this.most = most;
        }

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            int room = (int) Math.min(length, most - size());
            super.write(bytes, from, room);
            if (room < length) {
                throw new TooMuchOutput(most);
            }
        }
    }

    private static final class TooMuchOutput extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long most;

        TooMuchOutput(long most) {
            super(null, null, false, false);
            this.most = most;
        }
    }
}
