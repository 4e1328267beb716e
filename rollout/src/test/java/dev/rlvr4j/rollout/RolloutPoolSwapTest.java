package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.FakeAdapter.lora;
import static dev.rlvr4j.rollout.PoolFixture.MAX_TOKENS;
import static dev.rlvr4j.rollout.PoolFixture.await;
import static dev.rlvr4j.rollout.PoolFixture.request;
import static dev.rlvr4j.rollout.PoolFixture.requests;
import static dev.rlvr4j.rollout.PoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.VersionSpan;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutPoolSwapTest {
    private static final AdapterVersion ONE = new AdapterVersion("lora", 1);
    private static final AdapterVersion TWO = new AdapterVersion("lora", 2);

    private final PoolFixture fixture = new PoolFixture();

    @AfterEach
    void nothingIsLeft() {
        fixture.close();
    }

    @Test
    void samplesFromTheBaseUntilSomethingIsPublished() {
        RolloutPool pool = fixture.pool(2);
        assertThat(versions(await(pool.sample(requests(3))))).containsOnly(AdapterVersion.BASE);
        await(pool.publish(lora(1)));

        assertThat(versions(await(pool.sample(requests(3))))).containsOnly(ONE);
    }

    @Test
    void runningSequencesSwitchBetweenTwoTurnsAndSayWhere() {
        RolloutPool pool = fixture.pool(1);
        await(pool.publish(lora(1)));
        Semaphore gate = new Semaphore(1);
        fixture.samplers.gate = gate;
        Future<List<List<Completion>>> call = pool.sample(List.of(request(7, true, null)));
        await(() -> gate.getQueueLength() == 1, "one turn is done, the sampler is in the second");
        int before = fixture.samplers.advances.get();
        Future<Void> published = pool.publish(lora(2));
        assertThatThrownBy(() -> published.await(100, TimeUnit.MILLISECONDS))
                .as("acknowledged while a turn is under way")
                .isInstanceOf(TimeoutException.class);
        gate.release(1);
        await(published);
        gate.release(100);

        // Which version the second turn takes was settled when it began, before version 2 came.
        int switched = (before + 1) * FakeSampler.STEPS;
        for (Completion completion : await(call).get(0)) {
            assertThat(completion.versions())
                    .containsExactly(new VersionSpan(0, switched, ONE), new VersionSpan(switched, MAX_TOKENS, TWO));
        }
    }

    @Test
    void hotSwapsUnderLoadDropNothingAndAreUsedOnceAcknowledged() {
        RolloutPool pool = fixture.pool(3);
        List<FakeAdapter> adapters = new ArrayList<>();
        List<Future<List<List<Completion>>>> running = new ArrayList<>();
        for (int n = 1; n <= 25; n++) {
            running.add(pool.sample(requests(15)));
            FakeAdapter adapter = lora(n);
            adapters.add(adapter);
            await(pool.publish(adapter));
            List<List<Completion>> next = await(pool.sample(requests(4)));
            assertThat(versions(next)).containsOnly(adapter.version());
        }

        for (Future<List<List<Completion>>> each : running) {
            List<List<Completion>> groups = await(each);
            assertThat(groups).hasSize(15).allSatisfy(group -> assertThat(group).hasSize(3));
            groups.forEach(group -> group.forEach(RolloutPoolSwapTest::assertSpansRiseAndCover));
        }
        assertThat(pool.stats().restarts()).isZero();
        assertThat(pool.stats().adapters()).isEqualTo(new AdapterRegistry.Stats(25, 23, 2, 0));
        assertThat(adapters.subList(0, 23)).allMatch(adapter -> adapter.closes() == 1);
    }

    @Test
    void pinnedVersionsStayThroughSwapsAndAreFreedAfterwards() {
        RolloutPool pool = fixture.pool(2);
        FakeAdapter old = lora(1);
        await(pool.publish(old));
        List<SampleRequest> pinned =
                List.of(request(1, true, ONE), request(2, true, AdapterVersion.BASE), request(3, true, ONE));
        List<List<String>> expected = texts(await(pool.sample(pinned)));
        Semaphore gate = new Semaphore(1);
        fixture.samplers.gate = gate;
        Future<List<List<Completion>>> call = pool.sample(pinned);
        Future<List<List<Completion>>> queued = pool.sample(pinned);
        List<Future<Void>> published = new ArrayList<>();
        for (int n = 2; n < 8; n++) {
            published.add(pool.publish(lora(n)));
        }
        assertThat(old.closes()).isZero();
        gate.release(1_000_000);
        await(Future.all(published));

        assertThat(texts(await(call))).isEqualTo(expected);
        assertThat(texts(await(queued))).isEqualTo(expected);
        await(() -> old.closes() == 1, "the old version is freed");
    }

    @Test
    void aVersionThatIsGoneFailsTheCall() {
        RolloutPool pool = fixture.pool(1);
        for (int n = 1; n < 5; n++) {
            await(pool.publish(lora(n)));
        }

        assertThatThrownBy(() -> await(pool.sample(List.of(request(1, true, ONE)))))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("lora@1 is not in the registry, which holds lora@3, lora@4");
        assertThat(pool.stats().restarts()).isZero();
    }

    @Test
    void anOlderVersionCannotBePublished() {
        RolloutPool pool = fixture.pool(1);
        await(pool.publish(lora(2)));

        assertThatThrownBy(() -> await(pool.publish(lora(1))))
                .hasMessageContaining("versions of one adapter must rise");
    }

    private static List<AdapterVersion> versions(List<List<Completion>> groups) {
        return groups.stream()
                .flatMap(List::stream)
                .flatMap(completion -> completion.versions().stream())
                .map(VersionSpan::version)
                .toList();
    }

    private static void assertSpansRiseAndCover(Completion completion) {
        int at = 0;
        long last = -1;
        for (VersionSpan span : completion.versions()) {
            assertThat(span.start()).isEqualTo(at);
            assertThat(span.end()).isGreaterThan(at);
            assertThat(span.version().number()).isGreaterThan(last);
            at = span.end();
            last = span.version().number();
        }
        assertThat(at).isEqualTo(completion.tokens().length);
    }
}
