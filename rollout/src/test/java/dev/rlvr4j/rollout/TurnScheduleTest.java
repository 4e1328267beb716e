package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.FakeAdapter.lora;
import static dev.rlvr4j.rollout.PoolFixture.await;
import static dev.rlvr4j.rollout.PoolFixture.request;
import static dev.rlvr4j.rollout.PoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnScheduleTest {
    private static final int WORKERS = 2;
    private static final int CALLS = 4;

    private final PoolFixture fixture = new PoolFixture();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void nothingIsLeft() {
        fixture.close();
    }

    private RolloutPool recording(List<String> sink, List<String> follow) {
        TurnSchedule schedule = new TurnSchedule();
        RolloutPool pool = fixture.pool(WORKERS, schedule);
        schedule.begin(sink::add, true, follow);
        return pool;
    }

    private static Future<List<List<Completion>>> call(RolloutPool pool, int number) {
        return pool.sample(List.of(
                request(10L * number, true, null),
                request(10L * number + 1, true, null),
                request(10L * number + 2, false, null)));
    }

    /** Calls and versions that come while others run: which turn takes what is forced by a gate. */
    private List<List<List<String>>> swapping(RolloutPool pool) {
        Semaphore gate = new Semaphore(0);
        fixture.samplers.gate = gate;
        List<Future<List<List<Completion>>>> results = new ArrayList<>();
        for (int n = 1; n <= CALLS; n++) {
            Future<Void> published = pool.publish(lora(n));
            results.add(call(pool, n));
            await(() -> gate.getQueueLength() == WORKERS, "both samplers are in a turn");
            gate.release(3);
            await(() -> gate.getQueueLength() == WORKERS && gate.availablePermits() == 0, "three turns later");
            gate.release(n == CALLS ? 10_000 : 2);
            await(published);
        }
        List<List<List<String>>> texts = new ArrayList<>();
        results.forEach(result -> texts.add(texts(await(result))));
        fixture.samplers.gate = null;
        return texts;
    }

    /** The same calls and versions, all at once. */
    private static List<List<List<String>>> hurried(RolloutPool pool) {
        List<Future<List<List<Completion>>>> results = new ArrayList<>();
        for (int n = CALLS; n >= 1; n--) { // even the calls come in another order
            results.add(0, call(pool, n));
        }
        for (int n = 1; n <= CALLS; n++) {
            var unused = pool.publish(lora(n));
        }
        List<List<List<String>>> texts = new ArrayList<>();
        results.forEach(result -> texts.add(texts(await(result))));
        return texts;
    }

    private List<String> ofWorker(List<String> all, int worker) {
        return all.stream().filter(line -> line.startsWith("turn " + worker)).toList();
    }

    @Test
    void whatOnePoolDidAnotherDoesAgainWhateverItsTiming() {
        List<List<List<String>>> first = swapping(recording(lines, List.of()));
        assertThat(first.toString()).as("sequences that switched versions").contains("lora@1], VersionSpan");
        List<String> again = Collections.synchronizedList(new ArrayList<>());

        assertThat(hurried(recording(again, List.copyOf(lines)))).isEqualTo(first);

        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(ofWorker(again, worker)).isEqualTo(ofWorker(lines, worker));
        }
        assertThat(hurried(recording(new ArrayList<>(), List.of())))
                .as("without following")
                .isNotEqualTo(first);
    }

    /** Two adapters, whose versions come in another order each time. */
    private static List<List<List<String>>> sideBySide(RolloutPool pool, boolean hurried) {
        await(pool.publish(new FakeAdapter("a", 1)));
        await(pool.publish(new FakeAdapter("b", 1)));
        List<Future<List<List<Completion>>>> results = new ArrayList<>();
        for (int n = 2; n <= CALLS; n++) {
            results.add(pool.sample(List.of(
                    request(n, true, null).following("a"),
                    request(n, true, null).following("b"))));
            Future<Void> a = pool.publish(new FakeAdapter("a", n));
            if (!hurried) {
                await(a);
                await(results.get(results.size() - 1));
            }
            var unused = pool.publish(new FakeAdapter("b", n));
        }
        List<List<List<String>>> texts = new ArrayList<>();
        results.forEach(result -> texts.add(texts(await(result))));
        if (!hurried) {
            await(pool.settle(1)); // so that the schedule says what the last turns took, too
        }
        return texts;
    }

    @Test
    void theNewestVersionOfEachAdapterIsWrittenDownAndFollowed() {
        List<List<List<String>>> first = sideBySide(recording(lines, List.of()), false);
        assertThat(lines).anyMatch(line -> line.matches("turn . .* b@\\d\ta@\\d|turn . .* a@\\d\tb@\\d"));
        assertThat(first.toString()).contains("version=a@").contains("version=b@3");

        assertThat(sideBySide(recording(new ArrayList<>(), List.copyOf(lines)), true))
                .isEqualTo(first);
    }

    @Test
    void afterARestTurnsAreCountedAnewAndFollowedFromThere() {
        RolloutPool pool = recording(lines, List.of());
        await(pool.publish(lora(1)));
        await(call(pool, 1));
        await(pool.settle(5));
        await(pool.publish(lora(2)));
        List<List<String>> second = texts(await(call(pool, 2)));
        assertThat(lines).contains("rest 5");
        List<String> rest = TurnSchedule.after(List.copyOf(lines), 5);
        assertThat(rest).allMatch(line -> line.endsWith("lora@2")).anyMatch(line -> line.startsWith("turn 0 0 "));

        RolloutPool resumed = recording(new ArrayList<>(), rest);
        Future<List<List<Completion>>> early = call(resumed, 2);
        await(resumed.publish(lora(1)));
        await(resumed.publish(lora(2)));

        assertThat(texts(await(early))).isEqualTo(second);
        assertThat(fixture.samplers.made)
                .as("each rest gives each worker a fresh sampler")
                .hasSize(3 * WORKERS);
    }

    @Test
    void untilARestNoVersionIsTakenThatWasNotTakenThen() {
        RolloutPool pool = recording(lines, List.of());
        await(pool.publish(lora(1)));
        List<List<String>> first = texts(await(call(pool, 1)));
        await(pool.publish(lora(2)));
        await(pool.settle(1));

        RolloutPool again = recording(new ArrayList<>(), List.copyOf(lines));
        var unused = again.publish(lora(1));
        var also = again.publish(lora(2)); // there before a token was sampled
        assertThat(texts(await(call(again, 1)))).isEqualTo(first);
        assertThatThrownBy(() -> await(call(again, 2)))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("the schedule is of another run");
    }

    @Test
    void aFailureOfASamplerIsWrittenDownAndFollowed() {
        AtomicBoolean failed = new AtomicBoolean();
        fixture.samplers.trouble = (worker, running) -> {
            if (worker == 1 && fixture.samplers.advances.get() > 5 && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("choked");
            }
        };
        List<List<List<String>>> first = swapping(recording(lines, List.of()));
        assertThat(lines).anyMatch(line -> line.startsWith("failed 1 "));

        RolloutPool pool = recording(new ArrayList<>(), List.copyOf(lines));
        assertThat(hurried(pool)).isEqualTo(first);
        assertThat(pool.stats().restarts()).isEqualTo(1);
    }

    @Test
    void aPoolThatWorksDoesNotRest() {
        RolloutPool pool = recording(lines, List.of());
        fixture.samplers.gate = new Semaphore(0);
        var unused = call(pool, 1);

        assertThatThrownBy(() -> await(pool.settle(1)))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("cannot rest while it has calls");
        assertThat(lines).doesNotContain("rest 1");
    }

    @Test
    void aRunThatRestsBeforeItsScheduleDoesIsAnotherRun() {
        assertThatThrownBy(() -> await(recording(new ArrayList<>(), List.of("turn 1 0 abc#1 base@0", "rest 2"))
                        .settle(2)))
                .hasMessageContaining("of another run")
                .hasMessageContaining("worker 1");
    }

    @Test
    void aScheduleThatIsNoneOrOfAnotherPoolIsRefused() {
        for (String line : List.of("turn 0", "turn 0 x - a@1", "turn 0 1 - a", "hello 0 1 - a@1", "failed 0 1")) {
            assertThatThrownBy(() -> recording(lines, List.of(line)))
                    .as(line)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(line);
        }
        assertThatThrownBy(() -> recording(lines, List.of("workers 3")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("3 rollout workers, but this one has 2");
        assertThatThrownBy(() -> TurnSchedule.after(List.of("rest 2"), 4))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("rest 4");
        assertThat(TurnSchedule.after(List.of("workers 2", "rest 2"), 0)).hasSize(2);
    }
}
