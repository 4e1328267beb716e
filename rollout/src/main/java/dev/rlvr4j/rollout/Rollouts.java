package dev.rlvr4j.rollout;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.Completion;
import io.vertx.core.Future;
import java.util.List;

/** Where completions come from. Thread-safe. */
public interface Rollouts extends AutoCloseable {
    /**
     * Samples all requests; the result has a list per request, in order, of its G completions, in order. The same requests
     * on the same adapter give the same completions.
     */
    Future<List<List<Completion>>> sample(List<SampleRequest> requests);

    /**
     * Makes an adapter version the newest, of its adapter and of all, and takes ownership of it. Completes once every worker samples from it. Sequences
     * that follow the newest version switch between two tokens; those pinned to a version keep theirs.
     */
    Future<Void> publish(CompiledAdapter adapter);

    /**
     * Forgets everything but the adapter versions, so that what is sampled from here on does not depend on what was sampled
     * before: a run that begins here gives the same tokens. Nothing may be under way.
     *
     * @param mark what this moment is called where moments are written down, e.g. the step; positive
     */
    default Future<Void> settle(long mark) {
        return Future.succeededFuture();
    }

    /** Keeps an adapter's versions no longer than they are in use: nobody will ask for it again. */
    default void retire(String adapter) {}

    @Override
    void close();
}
