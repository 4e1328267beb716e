package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.PoolFixture.await;
import static dev.rlvr4j.rollout.PoolFixture.request;
import static dev.rlvr4j.rollout.PoolFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private final PoolFixture fixture = new PoolFixture();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    /** What each run was given, or why not. */
    private final Map<String, List<List<String>>> results = new ConcurrentHashMap<>();

    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    @AfterEach
    void nothingIsLeft() {
        fixture.close();
    }

    /** Runs of so many steps each, on threads of their own. */
    private void together(Rollouts pool, int... steps) throws InterruptedException {
        Rendezvous meeting = new Rendezvous(pool);
        List<Thread> threads = new ArrayList<>();
        for (int run = 0; run < steps.length; run++) {
            int of = run;
            String name = "run" + run;
            Rendezvous.Member member = meeting.join(name, () -> events.add("turn of " + name));
            threads.add(new Thread(() -> {
                try (member) {
                    await(member.firstTurn());
                    results.put(name, train(member, of, steps[of]));
                } catch (RuntimeException e) {
                    failures.put(name, e);
                }
                events.add(name + " ends");
            }));
        }
        threads.forEach(Thread::start);
        meeting.start();
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    private List<List<String>> train(Rollouts rollouts, int run, int steps) {
        List<List<String>> all = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            events.add("run" + run + " computes");
            await(rollouts.publish(new FakeAdapter("run" + run, step)));
            all.addAll(texts(
                    await(rollouts.sample(List.of(request(100L * run + step), request(100L * run + step + 50))))));
        }
        return all;
    }

    @Test
    void eachRunGetsWhatItGetsAloneAndTheyTakeTurns() throws InterruptedException {
        together(fixture.pool(2), 3, 1, 2);
        Map<String, List<List<String>>> together = new TreeMap<>(results);
        assertThat(failures).isEmpty();
        assertThat(together).hasSize(3);
        List<String> expected = new ArrayList<>();
        for (int round = 1; round <= 4; round++) {
            int[] steps = {3, 1, 2};
            for (int run = 0; run < 3; run++) {
                if (round <= steps[run] + 1) {
                    expected.add("turn of run" + run);
                    expected.add("run" + run + (round <= steps[run] ? " computes" : " ends"));
                }
            }
        }
        // A run's last words may come after its turn.
        assertThat(events).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(events.stream().filter(event -> !event.endsWith("ends")).toList())
                .isEqualTo(expected.stream()
                        .filter(event -> !event.endsWith("ends"))
                        .toList());
        for (int run = 0; run < 3; run++) {
            RolloutPool alone = fixture.pool(1);
            assertThat(train(alone, run, new int[] {3, 1, 2}[run])).isEqualTo(together.get("run" + run));
        }
    }

    @Test
    void allThatIsAskedGoesToThePoolAsOneCall() throws InterruptedException {
        RolloutPool pool = fixture.pool(1);
        List<List<Long>> calls = Collections.synchronizedList(new ArrayList<>());
        together(
                new Rollouts() {
                    @Override
                    public Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
                        calls.add(requests.stream().map(SampleRequest::seed).toList());
                        return pool.sample(requests);
                    }

                    @Override
                    public Future<Void> publish(CompiledAdapter adapter) {
                        return pool.publish(adapter);
                    }

                    @Override
                    public void close() {}
                },
                2,
                1,
                2);
        assertThat(calls).isEqualTo(List.of(List.of(1L, 51L, 101L, 151L, 201L, 251L), List.of(2L, 52L, 202L, 252L)));
    }

    @Test
    void aRunWhoseSamplesFailFailsAlone() throws InterruptedException {
        fixture.samplers.trouble = (worker, running) -> {
            if (running.stream().anyMatch(request -> request.seed() == 102)) {
                throw new IllegalStateException("choked");
            }
        };
        together(fixture.pool(2), 3, 3, 3);
        assertThat(failures).containsOnlyKeys("run1");
        assertThat(failures.get("run1")).hasMessageContaining("choked");
        assertThat(results).containsOnlyKeys("run0", "run2");
        assertThat(results.get("run0")).hasSize(6);
    }

    @Test
    void aRunThatLeavesTakesItsAdapterWithIt() throws InterruptedException {
        RolloutPool pool = fixture.pool(1);
        together(pool, IntStream.range(0, 5).map(i -> 2).toArray());
        assertThat(failures).isEmpty();
        assertThat(pool.stats().adapters().held()).isZero();
    }

    @Test
    void askingOutOfTurnIsAnError() {
        Rendezvous meeting = new Rendezvous(fixture.pool(1));
        Rendezvous.Member first = meeting.join("a", () -> {});
        Rendezvous.Member second = meeting.join("b", () -> {});
        assertThatThrownBy(() -> meeting.join("a", () -> {})).hasMessageContaining("the same adapter 'a'");
        meeting.start();
        assertThatThrownBy(() -> await(second.sample(List.of(request(1)))))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("'b' asks for samples while it is another's turn");
        assertThatThrownBy(() -> await(first.publish(new FakeAdapter("b", 1))))
                .hasMessageContaining("'a' cannot publish b@1");
        second.close();
        await(first.publish(new FakeAdapter("a", 1)));
        assertThat(await(first.sample(List.of(request(1))))).hasSize(1);
        first.close();
        first.close();
    }
}
