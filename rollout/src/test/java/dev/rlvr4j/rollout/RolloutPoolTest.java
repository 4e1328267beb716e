package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.PoolFixture.await;
import static dev.rlvr4j.rollout.PoolFixture.request;
import static dev.rlvr4j.rollout.PoolFixture.requests;
import static dev.rlvr4j.rollout.PoolFixture.rolloutThreads;
import static dev.rlvr4j.rollout.PoolFixture.texts;
import static dev.rlvr4j.rollout.PoolFixture.tooLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPoolTest {
    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void nothingIsLeft() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void anyNumberOfWorkersGivesTheSameCompletionsInOrder(int workers) {
        RolloutPool one = fixture.pool(1);
        RolloutPool many = fixture.pool(workers);
        List<List<String>> expected = new ArrayList<>();
        for (SampleRequest request : requests(20)) {
            expected.addAll(texts(await(one.sample(List.of(request)))));
        }

        assertThat(texts(await(many.sample(requests(20))))).isEqualTo(expected);
        assertThat(texts(await(many.sample(requests(20))))).isEqualTo(expected);
        assertThat(many.stats().restarts()).isZero();
    }

    @Test
    void eachWorkerHasASamplerAndAThreadOfItsOwnInitialisedFirst() {
        Set<Thread> initialised = ConcurrentHashMap.newKeySet();
        RolloutSettings settings = new RolloutSettings(3, 1, 8, 1, 4, 2, 0);
        try (RolloutPool pool = await(RolloutPool.start(
                fixture.vertx, settings, fixture.samplers, () -> initialised.add(Thread.currentThread())))) {
            await(pool.sample(requests(9)));

            assertThat(pool.workers()).isEqualTo(3);
            assertThat(fixture.samplers.made).hasSize(3);
            assertThat(fixture.samplers.threads).hasSize(3).isEqualTo(initialised);
            assertThat(rolloutThreads()).hasSize(3);
        }
    }

    @Test
    void noRequestsGiveNoCompletions() {
        assertThat(await(fixture.pool(2).sample(List.of()))).isEmpty();
    }

    @Test
    void callsMayOverlap() {
        RolloutPool pool = fixture.pool(2);
        List<List<String>> expected = texts(await(pool.sample(requests(12))));
        List<Future<List<List<Completion>>>> running = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
            running.add(pool.sample(requests(12)));
        }

        for (Future<List<List<Completion>>> each : running) {
            assertThat(texts(await(each))).isEqualTo(expected);
        }
    }

    @Test
    void aRequestThatCannotBeDoneFailsItsCallOnly() {
        RolloutPool pool = fixture.pool(2);
        List<List<String>> expected = texts(await(pool.sample(requests(6))));
        Semaphore gate = new Semaphore(0);
        fixture.samplers.gate = gate;
        Future<List<List<Completion>>> before = pool.sample(requests(6));
        Future<List<List<Completion>>> bad =
                pool.sample(List.of(request(1), request(2), request(3), tooLong(4), request(5)));
        Future<List<List<Completion>>> after = pool.sample(requests(6));
        gate.release(1_000_000);

        assertThatThrownBy(() -> await(bad)).isInstanceOf(InputException.class).hasMessageContaining("does not fit");
        assertThat(texts(await(before))).isEqualTo(expected);
        assertThat(texts(await(after))).isEqualTo(expected);
        assertThat(pool.stats().restarts()).isZero();
    }

    @Test
    void whatIsWrongWithAModelFailsTheStartAndLeavesNothing() {
        fixture.samplers.creationFailure = new InputException("no such checkpoint");

        assertThatThrownBy(() -> fixture.pool(3))
                .isInstanceOf(InputException.class)
                .hasMessage("no such checkpoint");
    }

    @Test
    void closingFailsWhatIsBeingSampled() {
        RolloutPool pool = fixture.pool(2);
        await(pool.publish(FakeAdapter.lora(1)));
        Semaphore gate = new Semaphore(3);
        fixture.samplers.gate = gate;
        Future<List<List<Completion>>> call = pool.sample(requests(40));
        await(() -> gate.getQueueLength() == 2, "both samplers are in the middle of it");
        Future<Void> stopped = pool.stop();
        assertThatThrownBy(() -> await(call)).isInstanceOf(RlvrException.class).hasMessageContaining("stopped");
        assertThat(stopped.isComplete()).as("while samplers are in a turn").isFalse();
        gate.release(3);
        await(stopped);

        assertThat(gate.availablePermits())
                .as("permits that no further turn took")
                .isEqualTo(1);
        assertThatThrownBy(() -> await(pool.sample(requests(1)))).hasMessage("the rollout pool is closed");
        FakeAdapter late = FakeAdapter.lora(2);
        assertThatThrownBy(() -> await(pool.publish(late))).isInstanceOf(RlvrException.class);
        assertThat(late.closes()).isEqualTo(1);
    }

    @Test
    void cannotBeClosedWhereWaitingIsForbidden() {
        RolloutPool pool = fixture.pool(1);
        Future<Void> onEventLoop = fixture.vertx.timer(1).map(ignored -> {
            pool.close();
            return null;
        });
        Future<Void> onWorker = fixture.vertx.executeBlocking(() -> {
            pool.close();
            return null;
        });

        for (Future<Void> refused : List.of(onEventLoop, onWorker)) {
            assertThatThrownBy(() -> await(refused))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageEndingWith("a thread of Vert.x, which must not wait; use stop()");
        }
        assertThat(await(pool.sample(requests(1)))).hasSize(1);
    }

    @Test
    void mayBeStoppedFromAnywhere() {
        RolloutPool pool = fixture.pool(2);
        await(fixture.vertx.timer(1).compose(ignored -> pool.stop()));

        assertThatThrownBy(() -> await(pool.sample(requests(1)))).hasMessage("the rollout pool is closed");
    }

    @Test
    void closingVertxFirstIsHarmless() {
        RolloutPool pool = fixture.pool(2);
        await(pool.publish(FakeAdapter.lora(1)));
        Semaphore gate = new Semaphore(2);
        fixture.samplers.gate = gate;
        Future<List<List<Completion>>> call = pool.sample(requests(40));
        await(() -> gate.getQueueLength() == 2, "both samplers are in the middle of it");
        Future<Void> closed = fixture.vertx.close();
        gate.release(1_000_000);
        await(closed);

        assertThatThrownBy(() -> await(call)).isInstanceOf(RlvrException.class);
        Future<List<List<Completion>>> late =
                pool.sample(Collections.nCopies(5, request(1, true, new AdapterVersion("lora", 1))));
        assertThatThrownBy(() -> await(late))
                .isInstanceOf(RlvrException.class)
                .hasMessage("rollout worker 0 does not answer; was its Vert.x closed?");
        pool.close();
    }

    @Test
    void answersOnTheContextOfTheCaller() {
        RolloutPool pool = fixture.pool(3);
        Context context = fixture.vertx.getOrCreateContext();
        Future<Context> answered = Future.future(promise -> context.runOnContext(ignored -> pool.sample(requests(9))
                .onComplete(done -> promise.complete(Objects.requireNonNull(Vertx.currentContext())))));

        assertThat(await(answered)).isSameAs(context);
    }
}
