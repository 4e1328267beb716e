package dev.rlvr4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A Vert.x instance and pools of fake samplers on it; closing asserts that nothing is left of them. */
final class PoolFixture implements AutoCloseable {
    static final int MAX_TOKENS = 24;

    final FakeSamplers samplers = new FakeSamplers();
    final Vertx vertx = Vertx.vertx();
    private final List<RolloutPool> pools = new ArrayList<>();

    RolloutPool pool(int workers) {
        return pool(workers, 2);
    }

    RolloutPool pool(int workers, int restarts) {
        RolloutSettings settings = new RolloutSettings(workers, 1, 8, 1, 4, 2, restarts);
        RolloutPool pool = await(RolloutPool.start(vertx, settings, samplers));
        pools.add(pool);
        return pool;
    }

    /** A pool that keeps many versions, and writes or follows a schedule. */
    RolloutPool pool(int workers, TurnSchedule schedule) {
        RolloutSettings settings = new RolloutSettings(workers, 1, 8, 1, 4, 16, 2);
        RolloutPool pool = await(RolloutPool.start(vertx, settings, samplers, () -> {}, schedule));
        pools.add(pool);
        return pool;
    }

    /** A request of three completions that follows the newest version. */
    static SampleRequest request(long seed) {
        return request(seed, false, null);
    }

    /**
     * A request of three completions.
     *
     * @param full whether each has {@link #MAX_TOKENS} tokens, not a length of its own
     */
    static SampleRequest request(long seed, boolean full, @Nullable AdapterVersion version) {
        SamplingParams params = new SamplingParams(1, 0, 1, 0, MAX_TOKENS, Set.of(), List.of(), full);
        return new SampleRequest(new Prompt("task-" + seed, "?", new int[] {1, 2, 3}), 3, params, seed, version);
    }

    static SampleRequest tooLong(long seed) {
        Prompt prompt = new Prompt("task-" + seed, "?", new int[FakeSampler.CONTEXT]);
        return new SampleRequest(prompt, 3, SamplingParams.plain(MAX_TOKENS), seed, null);
    }

    static List<SampleRequest> requests(int count) {
        return IntStream.range(0, count).mapToObj(PoolFixture::request).toList();
    }

    /** What a sample call says, in a form that can be compared. */
    static List<List<String>> texts(List<List<Completion>> groups) {
        return groups.stream()
                .map(group -> group.stream()
                        .map(completion -> Arrays.toString(completion.tokens()) + completion.versions())
                        .toList())
                .toList();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done in time", e);
        }
    }

    static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    static List<String> rolloutThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rlvr4j-rollout"))
                .toList();
    }

    @Override
    public void close() {
        var gate = samplers.gate;
        samplers.gate = null;
        if (gate != null) {
            gate.release(1_000_000);
        }
        pools.forEach(RolloutPool::close);
        await(vertx.close());
        await(() -> rolloutThreads().isEmpty(), "rollout threads end");
        assertThat(samplers.allClosed()).as("samplers closed").isTrue();
        assertThat(samplers.openLeases()).isZero();
        for (RolloutPool pool : pools) {
            AdapterRegistry.Stats adapters = pool.stats().adapters();
            assertThat(adapters).isEqualTo(new AdapterRegistry.Stats(adapters.published(), adapters.published(), 0, 0));
        }
    }
}
