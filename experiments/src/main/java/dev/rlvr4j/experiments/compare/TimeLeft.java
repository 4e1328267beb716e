package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.experiments.run.Progress;
import java.util.function.LongSupplier;

/** How long the runs that are left will take, by those that are done. */
final class TimeLeft {
    private final LongSupplier nanoTime;
    private final long began;
    private final int planned;
    private int done;

    TimeLeft(int planned, LongSupplier nanoTime) {
        this.planned = planned;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    void done() {
        done++;
    }

    /** {@code "  all runs 12:34"}, between the first run's end and the last's. */
    String left() {
        if (done == 0 || done == planned) {
            return "";
        }
        double each = (nanoTime.getAsLong() - began) / 1e9 / done;
        return "  all runs " + Progress.duration(each * (planned - done));
    }
}
