package dev.rlvr4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SamplerThreadTest {
    private static final SamplerThread.Turn NOTHING = new SamplerThread.Turn(List.of(), List.of());

    private final FakeSamplers samplers = new FakeSamplers();
    private final AtomicInteger initialised = new AtomicInteger();
    private final AdapterRegistry adapters = new AdapterRegistry(1);
    private final MortalThread thread = new MortalThread();

    @AfterEach
    void end() {
        thread.close();
    }

    @Test
    void aSamplerWhoseThreadDiedIsReplacedOnTheNextOne() {
        SamplerThread sampler = open();
        thread.die();

        assertThatThrownBy(() -> PoolFixture.await(sampler.run(NOTHING, adapters)))
                .isInstanceOf(RlvrException.class)
                .hasMessage("the thread of rollout worker 4 died and took its sampler with it");
        SamplerThread.Outcome outcome = PoolFixture.await(sampler.run(turn(1), adapters));
        assertThat(outcome.busy()).isTrue();
        assertThat(samplers.made).hasSize(2);
        assertThat(initialised).hasValue(2);
    }

    @Test
    void aFailureToCloseAFailedSamplerIsToldWithTheFailure() {
        SamplerThread sampler = open();
        samplers.trouble = (worker, running) -> {
            samplers.made.get(0).close();
            throw new IllegalStateException("choked");
        };

        assertThatThrownBy(() -> PoolFixture.await(sampler.run(turn(1), adapters)))
                .hasMessage("choked")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    private SamplerThread open() {
        SamplerThread sampler = new SamplerThread(4, thread, samplers, initialised::incrementAndGet);
        PoolFixture.await(sampler.open());
        return sampler;
    }

    private static SamplerThread.Turn turn(long id) {
        SampleRequest request = PoolFixture.request(1, true, null);
        return new SamplerThread.Turn(List.of(), List.of(new SamplerThread.Admission(1, "call", Map.of(id, request))));
    }

    /** A worker executor whose one thread is replaced when it dies, as those of a thread pool are. */
    private static final class MortalThread implements WorkerExecutor {
        private ExecutorService thread = Executors.newSingleThreadExecutor();

        void die() {
            thread.shutdown();
            thread = Executors.newSingleThreadExecutor();
        }

        @Override
        public <T> Future<T> executeBlocking(Callable<T> task, boolean ordered) {
            Promise<T> promise = Promise.promise();
            thread.execute(() -> {
                try {
                    promise.complete(task.call());
                } catch (Exception e) {
                    promise.fail(e);
                }
            });
            return promise.future();
        }

        @Override
        public Future<Void> close() {
            thread.shutdown();
            return Future.succeededFuture();
        }
    }
}
