package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.PoolFixture.await;
import static dev.rlvr4j.rollout.PoolFixture.request;
import static dev.rlvr4j.rollout.PoolFixture.requests;
import static dev.rlvr4j.rollout.PoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPoolFailureTest {
    private static final long POISON = 666;

    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void nothingIsLeft() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aFailingWorkerIsRestartedAndTheResultsAreTheSame(long seed) {
        RolloutPool pool = fixture.pool(2, 1000);
        List<List<String>> expected = texts(await(pool.sample(requests(20))));
        AtomicInteger strikes = new AtomicInteger();
        fixture.samplers.trouble = (worker, running) -> {
            if (CounterRandom.uniform(seed, fixture.samplers.advances.get()) < 0.3) {
                strikes.incrementAndGet();
                throw new IllegalStateException("a cosmic ray");
            }
        };
        List<Future<List<List<Completion>>>> calls = new ArrayList<>();
        for (int call = 0; call < 4; call++) {
            calls.add(pool.sample(requests(20)));
        }

        for (Future<List<List<Completion>>> call : calls) {
            assertThat(texts(await(call))).isEqualTo(expected);
        }
        assertThat(strikes.get()).isPositive();
        assertThat(pool.stats().restarts()).isEqualTo(strikes.get());
    }

    @Test
    void evenAnErrorRestartsTheWorker() {
        RolloutPool pool = fixture.pool(1);
        List<List<String>> expected = texts(await(pool.sample(requests(4))));
        AtomicInteger strikes = new AtomicInteger();
        fixture.samplers.trouble = (worker, running) -> {
            if (strikes.getAndIncrement() == 1) {
                throw new AssertionError("out of luck");
            }
        };

        assertThat(texts(await(pool.sample(requests(4))))).isEqualTo(expected);
        assertThat(pool.stats().restarts()).isEqualTo(1);
        assertThat(fixture.samplers.made).hasSize(2);
        assertThat(fixture.samplers.made.get(0).closed()).isTrue();
    }

    @Test
    void aPoisonRequestIsGivenUpAndTakesNoOtherCallWithIt() {
        RolloutPool pool = fixture.pool(1, 2);
        List<List<String>> expected = texts(await(pool.sample(requests(5))));
        fixture.samplers.trouble = (worker, running) -> {
            if (running.stream().anyMatch(request -> request.seed() == POISON)) {
                throw new IllegalStateException("choked");
            }
        };
        Future<List<List<Completion>>> before = pool.sample(requests(5));
        Future<List<List<Completion>>> poison = pool.sample(List.of(request(1), request(POISON)));
        Future<List<List<Completion>>> after = pool.sample(requests(5));

        assertThatThrownBy(() -> await(poison))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("failed 3 times on a call of 2 requests")
                .hasMessageContaining("rollout.restarts = 2")
                .hasRootCauseMessage("choked");
        assertThat(texts(await(before))).isEqualTo(expected);
        assertThat(texts(await(after))).isEqualTo(expected);
        assertThat(pool.stats().restarts()).isEqualTo(3);
        assertThat(texts(await(pool.sample(requests(5))))).isEqualTo(expected);
    }

    @Test
    void weightsThatAreNotFiniteAreNotTriedAgain() {
        RolloutPool pool = fixture.pool(1, 1000);
        List<List<String>> expected = texts(await(pool.sample(requests(5))));
        fixture.samplers.trouble = (worker, running) -> {
            if (running.stream().anyMatch(request -> request.seed() == POISON)) {
                throw new DivergedException("NaN");
            }
        };

        assertThatThrownBy(() -> await(pool.sample(List.of(request(POISON)))))
                .isInstanceOf(DivergedException.class)
                .hasMessage("NaN");
        assertThat(pool.stats().restarts()).isEqualTo(1);
        assertThat(texts(await(pool.sample(requests(5))))).isEqualTo(expected);
    }

    @Test
    void aCallThatFailsOnOneWorkerIsCancelledOnTheOthers() {
        RolloutPool pool = fixture.pool(2, 0);
        AtomicInteger healthy = new AtomicInteger();
        fixture.samplers.trouble = (worker, running) -> {
            if (worker == 1) {
                throw new IllegalStateException("choked");
            }
            healthy.incrementAndGet();
        };
        Future<List<List<Completion>>> call = pool.sample(requests(3000));

        assertThatThrownBy(() -> await(call)).hasRootCauseMessage("choked");
        int turns = healthy.get();
        assertThat(turns).as("of the 1800 or so that the share takes").isLessThan(1000);
        await(pool.sample(List.of(request(1))));
        assertThat(healthy.get()).isLessThanOrEqualTo(turns + PoolFixture.MAX_TOKENS);
    }

    @Test
    void aSamplerThatCannotBeMadeAgainEndsInAnErrorNotInALoop() {
        RolloutPool pool = fixture.pool(1, 2);
        fixture.samplers.creationFailure = new IllegalStateException("device lost");
        fixture.samplers.trouble = (worker, running) -> {
            throw new IllegalStateException("choked");
        };

        assertThatThrownBy(() -> await(pool.sample(requests(5))))
                .hasMessageContaining("failed 3 times")
                .hasRootCauseMessage("device lost");
        fixture.samplers.creationFailure = null;
        fixture.samplers.trouble = (worker, running) -> {};
        assertThat(await(pool.sample(requests(5)))).hasSize(5);
    }

    @Test
    void failuresDuringHotSwapsLoseNothing() {
        RolloutPool pool = fixture.pool(2, 1000);
        fixture.samplers.trouble = (worker, running) -> {
            if (CounterRandom.uniform(9, fixture.samplers.advances.get()) < 0.2) {
                throw new IllegalStateException("a cosmic ray");
            }
        };
        List<Future<List<List<Completion>>>> calls = new ArrayList<>();
        for (int n = 1; n <= 15; n++) {
            calls.add(pool.sample(requests(6)));
            await(pool.publish(FakeAdapter.lora(n)));
        }

        for (Future<List<List<Completion>>> call : calls) {
            assertThat(await(call))
                    .hasSize(6)
                    .allSatisfy(group -> assertThat(group).hasSize(3));
        }
        assertThat(pool.stats().restarts()).isPositive();
        assertThat(pool.stats().adapters()).isEqualTo(new AdapterRegistry.Stats(15, 13, 2, 0));
    }
}
