package dev.rlvr4j.experiments.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The line that shows how far a run is: rewritten in place on a terminal, a plain line every few seconds elsewhere.
 */
public final class Progress {
    private static final long LOG_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long TERMINAL_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintWriter out;
    private final boolean terminal;
    private final int width;
    private final LongSupplier nanoTime;
    private final UnaryOperator<String> wording;

    private int shown;
    private long lastNanos;
    private boolean any;
    private @Nullable String pending;

    /**
     * @param terminal whether {@code out} is a terminal that understands a carriage return
     * @param width columns of the terminal
     */
    Progress(PrintWriter out, boolean terminal, int width, LongSupplier nanoTime) {
        this(out, terminal, width, nanoTime, UnaryOperator.identity());
    }

    private Progress(
            PrintWriter out, boolean terminal, int width, LongSupplier nanoTime, UnaryOperator<String> wording) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.nanoTime = nanoTime;
        this.wording = wording;
    }

    /** A progress line for the terminal the launcher found on standard error, or for a log where there is none. */
    public static Progress on(PrintWriter err) {
        int columns = Integer.getInteger("rlvr.columns", 0);
        return new Progress(err, columns > 0, columns, System::nanoTime);
    }

    /** The progress of a part of the work, on the same line: {@code wording} puts it among the rest. */
    public Progress part(UnaryOperator<String> wording) {
        return new Progress(out, terminal, width, nanoTime, wording);
    }

    /**
     * Shows a line.
     *
     * @param part what it says
     * @param important whether a log gets it however soon it follows the one before
     */
    public synchronized void show(String part, boolean important) {
        String line = wording.apply(part);
        long now = nanoTime.getAsLong();
        pending = line;
        if (any && !important && now - lastNanos < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            return;
        }
        any = true;
        pending = null;
        lastNanos = now;
        if (terminal) {
            String cut = line.length() >= width ? line.substring(0, Math.max(0, width - 1)) : line;
            out.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
            shown = cut.length();
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Prints a line that stays. */
    public synchronized void print(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Ends the progress: a log gets the last line if it has not got it yet, a terminal is cleared. */
    public synchronized void end() {
        if (pending != null && !terminal) {
            out.println(pending);
            out.flush();
        }
        pending = null;
        clear();
    }

    /** Takes the line off the terminal. */
    public synchronized void clear() {
        if (shown > 0) {
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
            shown = 0;
        }
    }

    /** {@code 1:02:03}, {@code 2:03} or {@code 3 s}. */
    public static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    /** A rate in three digits: {@code 950}, {@code 8.4k}, {@code 1.2M}. */
    public static String rate(double perSecond) {
        if (perSecond >= 999_950) {
            return String.format(Locale.ROOT, "%.1fM", perSecond / 1e6);
        }
        return perSecond >= 999.5
                ? String.format(Locale.ROOT, "%.1fk", perSecond / 1e3)
                : String.format(Locale.ROOT, "%.0f", perSecond);
    }
}
