package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A worker's part of a {@link TurnSchedule}: counts its turns, says what the next is to be, writes down what it was. Confined to its worker. */
final class WorkerSchedule {
    private final int worker;
    private final TurnSchedule schedule;
    private final Map<Long, Integer> seen = new HashMap<>();
    private final Deque<ScheduledTurn> ahead = new ArrayDeque<>();

    private int part;
    private boolean loaded;
    private long turn;
    private @Nullable List<AdapterVersion> last;

    WorkerSchedule(int worker, TurnSchedule schedule) {
        this.worker = worker;
        this.schedule = schedule;
    }

    /** The name of a call that has just arrived. */
    String name(List<SampleRequest> requests) {
        long digest = requests.size();
        for (SampleRequest request : requests) {
            digest = CounterRandom.key(digest, request.seed());
            digest = CounterRandom.key(digest, request.completions());
            digest = CounterRandom.key(digest, request.params().maxTokens());
            if (request.adapter() != null) {
                digest = CounterRandom.key(digest, request.adapter());
            }
            for (int token : request.prompt().tokens()) {
                digest = CounterRandom.key(digest, token);
            }
        }
        return Long.toHexString(digest) + "#" + seen.merge(digest, 1, Integer::sum);
    }

    /** What the next turn is to be; null leaves it to the worker. */
    @Nullable
    ScheduledTurn next() {
        load();
        ScheduledTurn next = ahead.peek();
        List<AdapterVersion> before = last;
        if (before == null || (next == null ? !schedule.whole(part) : next.number() <= turn)) {
            return next;
        }
        // Nothing was written of this turn, which was therefore like the one before.
        return new ScheduledTurn(turn, List.of(), before, false);
    }

    /** A turn begins. */
    void begins(List<String> calls, List<AdapterVersion> versions) {
        if (!calls.isEmpty() || !versions.equals(last)) {
            schedule.write("turn " + worker + " " + turn + " " + (calls.isEmpty() ? "-" : String.join(",", calls)) + " "
                    + TurnSchedule.text(versions));
            last = versions;
        }
        ScheduledTurn next = ahead.peek();
        if (next != null && next.number() == turn) {
            ahead.remove();
        }
        turn++;
    }

    /** The turn that began last failed. */
    void failed() {
        schedule.write("failed " + worker + " " + (turn - 1));
    }

    /** Whether the turns of this part that were to be followed have all been taken. */
    boolean done() {
        load();
        return ahead.isEmpty();
    }

    private void load() {
        if (!loaded) {
            loaded = true;
            ahead.addAll(schedule.turns(worker, part));
        }
    }

    /** The worker rests: its turns are counted from 0 again. */
    void rest() {
        part++;
        loaded = false;
        turn = 0;
        last = null;
        seen.clear();
    }
}
