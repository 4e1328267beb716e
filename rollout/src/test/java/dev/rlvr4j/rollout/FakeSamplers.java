package dev.rlvr4j.rollout;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes fake samplers, sees all that happens to them, and makes trouble on command. */
final class FakeSamplers implements SamplerFactory {
    /** Called at the beginning of each advance, on the sampler's thread. */
    interface Trouble {
        void strike(int worker, Collection<SampleRequest> running);
    }

    final List<FakeSampler> made = new CopyOnWriteArrayList<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    final AtomicInteger advances = new AtomicInteger();
    volatile Trouble trouble = (worker, running) -> {};
    volatile @Nullable RuntimeException creationFailure;
    /** If set, each advance takes a permit first. */
    volatile @Nullable Semaphore gate;

    @Override
    public Sampler create(int worker) {
        RuntimeException failure = creationFailure;
        if (failure != null) {
            throw failure;
        }
        FakeSampler sampler = new FakeSampler(this, worker);
        made.add(sampler);
        threads.add(Thread.currentThread());
        return sampler;
    }

    void beforeAdvance(int worker, Collection<SampleRequest> running) {
        Semaphore permits = gate;
        if (permits != null) {
            permits.acquireUninterruptibly();
        }
        advances.incrementAndGet();
        trouble.strike(worker, running);
    }

    boolean allClosed() {
        return made.stream().allMatch(FakeSampler::closed);
    }

    int openLeases() {
        return made.stream().mapToInt(FakeSampler::leases).sum();
    }
}
