package dev.rlvr4j.experiments.run;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The largest resident memory this process has had, native memory included. Only Linux tells. */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");

    private PeakMemory() {}

    /** In bytes, since the process began or {@link #restart}; -1 where the system does not tell. */
    public static long bytes() {
        if (!Files.isReadable(STATUS)) {
            return -1;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Forgets the peak so far, where the system can: from here on it counts from the memory in use now. */
    public static void restart() {
        // What an earlier run left behind must not count for the next: neither Java's garbage nor what malloc keeps for
        // later.
        System.gc();
        trim();
        try {
            if (Files.isWritable(FORGET)) {
                Files.writeString(FORGET, "5");
            }
        } catch (IOException e) {
            // A sandbox may forbid it. The peak then counts from the start of the process.
        }
    }

    private static void trim() {
        try {
            var unused = Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0L});
        } catch (UnsatisfiedLinkError e) {
            // Only the GNU C library has it. Elsewhere the peak counts free memory that is kept.
        }
    }
}
