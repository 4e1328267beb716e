package dev.rlvr4j.rewards;

import java.time.Duration;

/** The moment until which a verification may run. Long work looks at it now and then, and stops by itself. */
public final class Deadline {
    /** One that never passes. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE, true);

    private static final ThreadLocal<Deadline> CURRENT = ThreadLocal.withInitial(() -> NONE);

    private final long nanoTime;
    private final boolean never;

    private Deadline(long nanoTime, boolean never) {
        this.nanoTime = nanoTime;
        this.never = never;
    }

    /** A deadline so long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), false);
    }

    /** The deadline of the verification this thread is doing; {@link #NONE} outside one. */
    public static Deadline current() {
        return CURRENT.get();
    }

    /** Runs something with this deadline as the thread's current one. */
    public <T, E extends Exception> T run(Work<T, E> work) throws E {
        Deadline before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.run();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Something that gives a result or throws. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Whether it is over. */
    public boolean passed() {
        return !never && System.nanoTime() - nanoTime >= 0;
    }

    /** Time left, not below zero. */
    public Duration left() {
        return never ? Duration.ofDays(1) : Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
