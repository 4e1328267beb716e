package dev.rlvr4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.VersionSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallQueueTest {
    private final CallQueue queue = new CallQueue(0, 2);
    private final Map<Long, WorkerMessage.Answer> answers = new HashMap<>();

    @Test
    void hasNoTurnWithoutWork() {
        assertThat(queue.next()).isNull();
    }

    @Test
    void givesCompletionsByRequestAndIndexInWhateverOrderTheyCome() {
        call(1, 2);
        List<Long> ids = admitted(1).of(1);
        take(true, done(ids.get(1), 1, 11), done(ids.get(0), 2, 2), done(ids.get(1), 0, 10));
        take(true, done(ids.get(0), 0, 0), done(ids.get(1), 2, 12));
        assertThat(answers).isEmpty();
        take(false, done(ids.get(0), 1, 1));

        assertThat(tokens(1)).isEqualTo(List.of(List.of(0, 1, 2), List.of(10, 11, 12)));
        assertThat(queue.next()).isNull();
    }

    @Test
    void callsThatRanAtAFailureAreDoneAgainOneByOneBeforeTheOthers() {
        call(1, 1);
        call(2, 1);
        admitted(1, 2);
        call(3, 1);
        queue.samplerFailed(new IllegalStateException("lost"));

        List<Long> first = admitted(1).of(1);
        take(true, done(first.get(0), 0, 0));
        assertThat(Objects.requireNonNull(queue.next()).admitted())
                .as("while call 1 runs")
                .isEmpty();
        take(false, done(first.get(0), 1, 0), done(first.get(0), 2, 0));
        finish(admitted(2).of(2));
        call(4, 1);
        Admitted rest = admitted(3, 4);
        finish(rest.of(3), rest.of(4));
        assertThat(answers.values()).hasSize(4).allMatch(WorkerMessage.Sampled.class::isInstance);
    }

    @Test
    void onlyWhatHadNotComeBackIsDoneAgain() {
        call(1, 2);
        List<Long> ids = admitted(1).of(1);
        take(true, done(ids.get(0), 0, 0), done(ids.get(0), 1, 1), done(ids.get(0), 2, 2), done(ids.get(1), 1, 11));
        queue.samplerFailed(new IllegalStateException("lost"));
        List<Long> again = admitted(1).of(1);
        assertThat(again).hasSize(1).doesNotContainAnyElementsOf(ids);

        // Index 1 is under way once more, but nobody waits for it: it is cancelled, and may still come before that.
        take(true, done(again.get(0), 0, 10), done(again.get(0), 2, 12));
        assertThat(tokens(1)).isEqualTo(List.of(List.of(0, 1, 2), List.of(10, 11, 12)));
        assertThat(Objects.requireNonNull(queue.next()).cancelled()).isEqualTo(again);
    }

    @Test
    void whatEndsBeforeItsCancellationIsNotCancelledAnyMore() {
        call(1, 1);
        List<Long> ids = admitted(1).of(1);
        queue.cancel(1);
        assertThat(answers).isEmpty();
        take(false, done(ids.get(0), 0, 0), done(ids.get(0), 1, 1), done(ids.get(0), 2, 2));

        assertThat(queue.next()).isNull();
        assertCancelled(1);
    }

    @Test
    void aCancelledCallIsAnsweredOnceTheSamplerHasForgottenIt() {
        call(1, 2);
        call(2, 1);
        Admitted ids = admitted(1, 2);
        queue.cancel(1);
        take(true, done(ids.of(1).get(0), 0, 0));
        assertThat(answers).isEmpty();
        assertThat(Objects.requireNonNull(queue.next()).cancelled()).containsExactlyInAnyOrderElementsOf(ids.of(1));
        take(true);

        assertCancelled(1);
        finish(ids.of(2));
        assertThat(answers.get(2L)).isInstanceOf(WorkerMessage.Sampled.class);
    }

    @Test
    void waitingCallsAreCancelledAtOnceAndUnknownOnesNotAtAll() {
        call(1, 1);
        call(2, 1);
        admitted(1, 2);
        queue.samplerFailed(new IllegalStateException("lost"));
        call(3, 1);
        queue.cancel(1);
        queue.cancel(77);
        assertCancelled(1);
        finish(admitted(2).of(2));

        finish(admitted(3).of(3));
        assertThat(answers).hasSize(3);
    }

    @Test
    void aRejectedCallIsForgotten() {
        call(1, 2);
        call(2, 1);
        List<Long> ids = admitted(1, 2).of(2);
        queue.cancel(1);
        queue.take(new SamplerThread.Outcome(List.of(), Map.of(1L, new InputException("too long")), true));
        finish(ids);

        assertThat(queue.next()).isNull();
        assertThat(answers).hasSize(2);
    }

    @Test
    void aCallIsGivenUpAfterTooManyFailures() {
        call(1, 1);
        for (int failure = 0; failure < 3; failure++) {
            assertThat(answers).isEmpty();
            admitted(1);
            queue.samplerFailed(new IllegalStateException("lost"));
        }

        assertThat(queue.next()).isNull();
        assertThat(failure(1))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("failed 3 times")
                .hasRootCauseMessage("lost");
    }

    @Test
    void aSamplerThatBreaksItsContractIsFoundOut() {
        call(1, 1);
        long id = admitted(1).of(1).get(0);
        take(true, done(id, 0, 0));

        assertThatThrownBy(() -> take(true, done(id, 0, 0))).hasMessageContaining("completion 0 of request " + id);
        assertThatThrownBy(() -> take(true, done(id, 3, 0))).hasMessageContaining("nobody asked");
        assertThatThrownBy(() -> take(true, done(id, -1, 0))).hasMessageContaining("nobody asked");
        assertThatThrownBy(() -> take(true, done(id + 1, 0, 0))).hasMessageContaining("nobody asked");
        assertThatThrownBy(() -> take(false)).hasMessageContaining("1 requests have not come back");
    }

    @Test
    void closingFailsEverything() {
        call(1, 1);
        call(2, 1);
        admitted(1, 2);
        call(3, 1);
        queue.cancel(2);
        queue.close(new RlvrException("closed"));

        assertThat(answers).hasSize(3);
        assertThat(answers.values()).allMatch(WorkerMessage.Failed.class::isInstance);
        assertThat(queue.next()).isNull();
    }

    /** The sampler's ids of the requests of each call that a turn begins. */
    private record Admitted(Map<Long, List<Long>> ids) {
        List<Long> of(long call) {
            return Objects.requireNonNull(ids.get(call));
        }
    }

    private void call(long id, int requests) {
        queue.add(new Call(
                new WorkerMessage.Sample(id, PoolFixture.requests(requests)),
                "call-" + id,
                answer -> assertThat(answers.put(id, answer))
                        .as("an earlier answer")
                        .isNull()));
    }

    /** Takes a turn that must begin exactly these calls; gives their sampler ids by call. */
    private Admitted admitted(long... calls) {
        Map<Long, List<Long>> ids = new HashMap<>();
        List<Long> order = new ArrayList<>();
        for (SamplerThread.Admission admission :
                Objects.requireNonNull(queue.next()).admitted()) {
            ids.put(admission.call(), List.copyOf(admission.requests().keySet()));
            order.add(admission.call());
        }
        assertThat(order).containsExactlyElementsOf(Arrays.stream(calls).boxed().toList());
        return new Admitted(ids);
    }

    private void take(boolean busy, Sampler.Finished... finished) {
        queue.take(new SamplerThread.Outcome(List.of(finished), Map.of(), busy));
    }

    @SafeVarargs
    private void finish(List<Long>... requests) {
        List<Sampler.Finished> finished = new ArrayList<>();
        for (List<Long> ids : requests) {
            for (long id : ids) {
                for (int index = 0; index < 3; index++) {
                    finished.add(done(id, index, index));
                }
            }
        }
        take(false, finished.toArray(Sampler.Finished[]::new));
    }

    private static Sampler.Finished done(long id, int index, int token) {
        return new Sampler.Finished(
                id,
                index,
                new Completion(
                        new int[] {token},
                        new float[1],
                        FinishReason.STOP,
                        List.of(new VersionSpan(0, 1, AdapterVersion.BASE)),
                        ""));
    }

    private List<List<Integer>> tokens(long call) {
        return ((WorkerMessage.Sampled) Objects.requireNonNull(answers.get(call)))
                .completions().stream()
                        .map(group ->
                                group.stream().map(each -> each.tokens()[0]).toList())
                        .toList();
    }

    private void assertCancelled(long call) {
        assertThat(failure(call)).hasMessage("the call was cancelled");
    }

    private Throwable failure(long call) {
        return ((WorkerMessage.Failed) Objects.requireNonNull(answers.get(call))).cause();
    }
}
