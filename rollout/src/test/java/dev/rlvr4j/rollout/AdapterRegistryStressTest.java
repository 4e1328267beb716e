package dev.rlvr4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterRegistryStressTest {
    private static final int VERSIONS = 400;
    private static final int READERS = 4;
    private static final int READS_PER_VERSION = 10;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3"})
    void neverClosesWhatIsInUseAndLeaksNothing(long seed, int keep) throws Exception {
        AdapterRegistry registry = new AdapterRegistry(keep);
        List<FakeAdapter> adapters =
                LongStream.range(0, VERSIONS).mapToObj(FakeAdapter::lora).toList();
        AtomicInteger published = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        CompletionService<Integer> running = new ExecutorCompletionService<>(threads);
        try {
            for (int reader = 0; reader < READERS; reader++) {
                long key = CounterRandom.key(seed, reader);
                running.submit(() -> read(registry, published, reads, key));
            }
            running.submit(() -> {
                for (FakeAdapter adapter : adapters) {
                    await(() -> reads.get() >= READERS * READS_PER_VERSION * published.get());
                    registry.publish(adapter);
                    published.incrementAndGet();
                }
                return VERSIONS;
            });
            for (int thread = 0; thread <= READERS; thread++) {
                Future<Integer> ended = running.poll(30, TimeUnit.SECONDS);
                assertThat(ended).as("a thread that ends in time").isNotNull();
                assertThat(Objects.requireNonNull(ended).get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(registry.stats()).isEqualTo(new AdapterRegistry.Stats(VERSIONS, VERSIONS - keep, keep, 0));
        for (int i = 0; i < VERSIONS; i++) {
            assertThat(adapters.get(i).closes()).isEqualTo(i < VERSIONS - keep ? 1 : 0);
        }
        registry.close();
        assertThat(adapters).allMatch(adapter -> adapter.closes() == 1);
    }

    /** Takes and ends leases at random, holding up to three at a time; returns how many it got. */
    private static int read(AdapterRegistry registry, AtomicInteger published, AtomicInteger reads, long key) {
        Deque<AdapterRegistry.Lease> held = new ArrayDeque<>();
        int got = 0;
        for (int i = 0; i < VERSIONS * READS_PER_VERSION; i++) {
            int step = i / READS_PER_VERSION;
            await(() -> published.get() >= step);
            reads.incrementAndGet();
            AdapterRegistry.Lease lease = CounterRandom.uniform(key, 2L * i) < 0.5
                    ? registry.newest()
                    : recent(registry, published.get() - CounterRandom.below(key, 2L * i + 1, 5));
            if (lease != null) {
                got++;
                held.add(lease);
            }
            for (AdapterRegistry.Lease each : held) {
                ((FakeAdapter) each.adapter()).use();
            }
            if (held.size() > 3) {
                held.remove().close();
            }
        }
        held.forEach(AdapterRegistry.Lease::close);
        return got;
    }

    private static AdapterRegistry.@Nullable Lease recent(AdapterRegistry registry, int number) {
        try {
            return registry.lease(new AdapterVersion("lora", number));
        } catch (RlvrException gone) {
            return null;
        }
    }

    /** Keeps publisher and readers in step, give or take a version. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1000);
        }
    }
}
