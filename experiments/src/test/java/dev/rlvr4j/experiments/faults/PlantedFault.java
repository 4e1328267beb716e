package dev.rlvr4j.experiments.faults;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier that fails on every second attempt, in the way its option says. */
public final class PlantedFault implements Configurable {
    /** How it fails. */
    enum Fault {
        THROWS,
        HANGS,
        /** Hangs whatever interrupts it, until {@link #RELEASED}. */
        DEAF,
        NAN
    }

    /** Opened at the end of the tests, so that no thread stays behind. */
    static final CountDownLatch RELEASED = new CountDownLatch(1);

    private final Fault fault;
    private final AtomicInteger attempts = new AtomicInteger();

    public PlantedFault() {
        this(Fault.THROWS);
    }

    private PlantedFault(Fault fault) {
        this.fault = fault;
    }

    @Override
    public Verifier configured(Options options) {
        return options.check(new PlantedFault(options.choice("fault", fault)));
    }

    @Override
    public String name() {
        return "planted";
    }

    private static void waitDeaf() {
        while (RELEASED.getCount() > 0) {
            try {
                RELEASED.await();
            } catch (InterruptedException e) {
                // deaf: that is the fault
                continue;
            }
        }
    }

    @Override
    public Score verify(Attempt attempt) throws InterruptedException {
        if (attempts.getAndIncrement() % 2 == 1) {
            switch (fault) {
                case THROWS -> throw new IllegalStateException("out of order");
                case HANGS -> Thread.sleep(60_000);
                case DEAF -> waitDeaf();
                case NAN -> {
                    return Score.of(Double.NaN, "0/0");
                }
            }
        }
        return Score.of(attempt.response().length() % 2, "parity");
    }
}
