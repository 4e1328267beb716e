package dev.rlvr4j.rollout;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several runs over one pool. They go on one at a time, in the order in which they joined, each until it asks for samples or
 * leaves; once all have asked, their requests go to the pool as one call, and it begins again. So nothing depends on timing,
 * only one run computes at a time, and batches are filled by all.
 *
 * <p>A run has one call at a time and does nothing between a call and its answer. Thread-safe.
 */
public final class Rendezvous {
    private final Rollouts pool;

    @GuardedBy("this")
    private final List<Member> members = new ArrayList<>();

    /** What gives its turn to a member, in order. */
    @GuardedBy("this")
    private final Deque<Turn> turns = new ArrayDeque<>();

    /** Who has the turn; null before the start and while the pool samples. */
    @GuardedBy("this")
    private @Nullable Member current;

    private record Turn(Member member, Runnable begin) {}

    private record Asked(Member member, List<SampleRequest> requests, Promise<List<List<Completion>>> answer) {}

    /** A meeting over a pool, which stays open. */
    public Rendezvous(Rollouts pool) {
        this.pool = pool;
    }

    /**
     * Adds a run, before {@link #start}.
     *
     * @param adapter the name of the adapter that it publishes and follows, unique in the pool
     * @param onTurn called whenever it is the run's turn, before anything else
     */
    public synchronized Member join(String adapter, Runnable onTurn) {
        if (members.stream().anyMatch(member -> member.adapter.equals(adapter))) {
            throw new RlvrException("two runs cannot publish the same adapter '" + adapter + "' in one pool");
        }
        Member member = new Member(adapter, onTurn);
        members.add(member);
        turns.add(new Turn(member, member.first::complete));
        return member;
    }

    /** Gives the first run its turn. */
    public void start() {
        next();
    }

    /** The next turn, or the next call to the pool where all have had theirs. */
    private void next() {
        Turn turn;
        List<Asked> asked = new ArrayList<>();
        synchronized (this) {
            turn = turns.poll();
            current = turn == null ? null : turn.member;
            if (turn == null) {
                for (Member member : members) {
                    asked.add(member.takeAsked());
                }
            }
        }
        if (turn != null) {
            turn.member.onTurn.run();
            turn.begin.run();
        } else if (!asked.isEmpty()) {
            sample(asked);
        }
    }

    private void sample(List<Asked> asked) {
        List<SampleRequest> requests = new ArrayList<>();
        asked.forEach(one -> requests.addAll(one.requests));
        var unused = pool.sample(requests).onComplete(done -> {
            if (done.failed() && asked.size() > 1) {
                alone(asked, 0);
                return;
            }
            int from = 0;
            for (Asked one : asked) {
                int to = from + one.requests.size();
                if (done.succeeded()) {
                    answer(one, Future.succeededFuture(done.result().subList(from, to)));
                } else {
                    answer(one, Future.failedFuture(done.cause()));
                }
                from = to;
            }
            next();
        });
    }

    /** One run's requests broke the call of all: each gets its own, one after the other, and its own failure. */
    private void alone(List<Asked> asked, int index) {
        if (index == asked.size()) {
            next();
            return;
        }
        Asked one = asked.get(index);
        var unused = pool.sample(one.requests).onComplete(done -> {
            answer(one, done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause()));
            alone(asked, index + 1);
        });
    }

    /** Queues the turn in which a run gets its answer. */
    private synchronized void answer(Asked one, Future<List<List<Completion>>> result) {
        turns.add(new Turn(one.member, () -> result.onComplete(one.answer)));
    }

    /** A run's part of the pool; closing it leaves the meeting. */
    public final class Member implements Rollouts {
        private final String adapter;
        private final Runnable onTurn;
        private final Promise<Void> first = Promise.promise();

        // Guarded by the meeting.
        private @Nullable Asked asked;

        private Member(String adapter, Runnable onTurn) {
            this.adapter = adapter;
            this.onTurn = onTurn;
        }

        /** The name of its adapter. */
        public String adapter() {
            return adapter;
        }

        /** Completes when it is the run's first turn; it does nothing before. */
        public Future<Void> firstTurn() {
            return first.future();
        }

        private Asked takeAsked() {
            Asked taken = java.util.Objects.requireNonNull(asked, "a run that waits for samples");
            asked = null;
            return taken;
        }

        /**
         * {@inheritDoc}
         *
         * <p>Requests that follow the newest version follow that of this run's adapter. The turn goes to the next run.
         */
        @Override
        public Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
            Promise<List<List<Completion>>> answer = Promise.promise();
            synchronized (Rendezvous.this) {
                if (current != this) {
                    return Future.failedFuture(new RlvrException("the run of adapter '" + adapter
                            + "' asks for samples while it is another's turn; runs that share a pool train"
                            + " synchronously, one call at a time"));
                }
                asked = new Asked(
                        this,
                        requests.stream()
                                .map(request -> request.following(adapter))
                                .toList(),
                        answer);
            }
            next();
            return answer.future();
        }

        @Override
        public Future<Void> publish(CompiledAdapter compiled) {
            if (!compiled.version().adapter().equals(adapter)) {
                compiled.close();
                return Future.failedFuture(
                        new RlvrException("the run of adapter '" + adapter + "' cannot publish " + compiled.version()));
            }
            return pool.publish(compiled);
        }

        /** Leaves: its adapter is dropped, and the others go on. */
        @Override
        public void close() {
            boolean had;
            synchronized (Rendezvous.this) {
                if (!members.remove(this)) {
                    return;
                }
                had = current == this;
                turns.removeIf(turn -> turn.member == this);
            }
            pool.retire(adapter);
            if (had) {
                next();
            }
        }
    }
}
