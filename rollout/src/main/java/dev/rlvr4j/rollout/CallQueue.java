package dev.rlvr4j.rollout;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls at a worker: those waiting, in order of arrival, and those its sampler has. Says what the next turn begins,
 * takes what a turn gave, and answers calls. Used by one thread at a time.
 *
 * <p>Calls run together as they come. Those that ran when the sampler failed are done again from the start, one after
 * another, each alone, so that one that always fails takes no other with it.
 */
final class CallQueue {
    private final int worker;
    private final int restarts;

    private final Deque<Call> waiting = new ArrayDeque<>();
    /** How many calls at the head of {@link #waiting} ran when a sampler failed. */
    private int suspects;

    private final Map<Long, Call> running = new LinkedHashMap<>();
    /** Whether what runs is a suspect, which runs alone. */
    private boolean alone;

    /** Requests that the sampler has, by the id it knows them by. */
    private final Map<Long, Submitted> submitted = new HashMap<>();

    private long nextId;

    /** Requests that the sampler still has although nobody waits for them. */
    private final Map<Long, Submitted> dropped = new HashMap<>();

    /** Calls to be answered when the sampler has forgotten them. */
    private final List<Call> cancelled = new ArrayList<>();

    /** A request at the sampler, and which of its completions have come back. */
    private record Submitted(Call call, int request, BitSet seen) {
        boolean complete() {
            return seen.cardinality() == call.requests.get(request).completions();
        }
    }

    CallQueue(int worker, int restarts) {
        this.worker = worker;
        this.restarts = restarts;
    }

    void add(Call call) {
        waiting.add(call);
    }

    /** Drops a call, if it is not done yet. */
    void cancel(long id) {
        Call call = running.remove(id);
        if (call != null) {
            drop(call);
            cancelled.add(call);
            return;
        }
        int position = 0;
        for (Call candidate : waiting) {
            if (candidate.id == id) {
                waiting.remove(candidate);
                suspects -= position < suspects ? 1 : 0;
                candidate.fail(new RlvrException("the call was cancelled"));
                return;
            }
            position++;
        }
    }

    /** What the sampler is to forget and begin now, with given calls to begin; null if it has nothing to do at all. */
    SamplerThread.@Nullable Turn next(List<String> names) {
        List<SamplerThread.Admission> admitted = new ArrayList<>();
        if (running.isEmpty()) {
            alone = suspects > 0;
        }
        for (String name : names) {
            int position = 0;
            for (Call call : waiting) {
                if (call.name.equals(name)) {
                    waiting.remove(call);
                    suspects -= position < suspects ? 1 : 0;
                    admitted.add(admit(call));
                    break;
                }
                position++;
            }
        }
        return turn(admitted);
    }

    /** Whether all these calls are waiting. */
    boolean holds(List<String> names) {
        return waiting.stream()
                .map(call -> call.name)
                .collect(Collectors.toSet())
                .containsAll(names);
    }

    /** Whether there is nothing: no call, and nothing at the sampler. */
    boolean idle() {
        return waiting.isEmpty() && running.isEmpty() && dropped.isEmpty();
    }

    /** What the sampler is to forget and begin now; null if it has nothing to do at all. */
    SamplerThread.@Nullable Turn next() {
        List<SamplerThread.Admission> admitted = new ArrayList<>();
        if (running.isEmpty()) {
            alone = suspects > 0;
        }
        if (!alone) {
            waiting.forEach(call -> admitted.add(admit(call)));
            waiting.clear();
        } else if (running.isEmpty()) {
            suspects--;
            admitted.add(admit(waiting.remove()));
        }
        return turn(admitted);
    }

    private SamplerThread.@Nullable Turn turn(List<SamplerThread.Admission> admitted) {
        SamplerThread.Turn turn = new SamplerThread.Turn(List.copyOf(dropped.keySet()), admitted);
        dropped.clear();
        return turn.empty() && submitted.isEmpty() ? null : turn;
    }

    private SamplerThread.Admission admit(Call call) {
        running.put(call.id, call);
        Map<Long, SampleRequest> requests = new LinkedHashMap<>();
        for (int request = 0; request < call.requests.size(); request++) {
            if (!call.complete(request)) {
                requests.put(nextId, call.requests.get(request));
                submitted.put(nextId, new Submitted(call, request, new BitSet()));
                nextId++;
            }
        }
        return new SamplerThread.Admission(call.id, call.name, requests);
    }

    /**
     * Takes what a turn gave.
     *
     * @throws RlvrException if it cannot be: the sampler is broken
     */
    void take(SamplerThread.Outcome outcome) {
        outcome.rejected().forEach(this::reject);
        outcome.finished().forEach(this::take);
        if (!outcome.busy() && !submitted.isEmpty()) {
            throw new RlvrException("the sampler of rollout worker " + worker + " says it has nothing left, but "
                    + submitted.size() + " requests have not come back");
        }
        answerCancelled();
    }

    private void reject(long id, InputException reason) {
        submitted.values().removeIf(request -> request.call.id == id);
        dropped.values().removeIf(request -> request.call.id == id);
        Call call = running.remove(id);
        if (call != null) {
            call.fail(reason);
        }
    }

    private void take(Sampler.Finished finished) {
        Map<Long, Submitted> home = dropped.containsKey(finished.id()) ? dropped : submitted;
        Submitted request = home.get(finished.id());
        if (request == null
                || finished.index() < 0
                || finished.index()
                        >= request.call.requests.get(request.request).completions()
                || request.seen.get(finished.index())) {
            throw new RlvrException("the sampler of rollout worker " + worker + " returned completion "
                    + finished.index() + " of request " + finished.id() + ", which nobody asked it for");
        }
        request.seen.set(finished.index());
        if (request.complete()) {
            home.remove(finished.id());
        }
        if (home == submitted) {
            request.call.put(request.request, finished.index(), finished.completion());
            finish(request.call);
        }
    }

    private void finish(Call call) {
        if (call.complete()) {
            running.remove(call.id);
            drop(call); // completions that came before a failure may be under way once more
            call.succeed();
        }
    }

    /** Puts the running calls back for a fresh sampler, or gives up on those that failed too often or are past help. */
    void samplerFailed(Throwable cause) {
        List<Call> again = new ArrayList<>();
        for (Call call : running.values()) {
            call.failures++;
            boolean hopeless = cause instanceof DivergedException || cause instanceof InputException;
            if (hopeless && running.size() == 1) {
                call.fail(cause); // the same weights and requests give the same: doing it again is no use
            } else if (call.failures > restarts) {
                call.fail(new RlvrException(
                        "rollout worker " + worker + " failed " + call.failures + " times on a call of "
                                + call.requests.size() + " requests, which is given up (rollout.restarts = " + restarts
                                + "); the last failure: " + cause,
                        cause));
            } else {
                again.add(call);
            }
        }
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
        suspects += again.size();
        running.clear();
        submitted.clear();
        dropped.clear();
        answerCancelled();
    }

    /** Fails all calls. */
    void close(Throwable reason) {
        running.values().forEach(call -> call.fail(reason));
        waiting.forEach(call -> call.fail(reason));
        cancelled.forEach(call -> call.fail(reason));
        running.clear();
        waiting.clear();
        cancelled.clear();
        submitted.clear();
        dropped.clear();
        suspects = 0;
    }

    private void drop(Call call) {
        submitted.forEach((id, request) -> {
            if (request.call == call) {
                dropped.put(id, request);
            }
        });
        submitted.keySet().removeAll(dropped.keySet());
    }

    private void answerCancelled() {
        if (dropped.isEmpty()) {
            cancelled.forEach(call -> call.fail(new RlvrException("the call was cancelled")));
            cancelled.clear();
        }
    }
}
