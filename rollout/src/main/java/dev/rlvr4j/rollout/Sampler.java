package dev.rlvr4j.rollout;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Completion;
import java.util.List;

/** A batched sampler over one model on one device; used by one thread. */
public interface Sampler extends AutoCloseable {
    /**
     * Queues a request; ids are the caller's and unique among those not finished.
     *
     * @throws InputException if the prompt plus max tokens cannot fit the context
     */
    void submit(long id, SampleRequest request);

    /** True while queued or running sequences exist. */
    boolean busy();

    /**
     * Admits waiting sequences, decodes some tokens, returns what finished.
     *
     * @param adapters resolves versions: the newest, or a pinned one
     */
    List<Finished> advance(Versions adapters);

    /** Forgets a request (its sequences are dropped). */
    void cancel(long id);

    @Override
    void close();

    /**
     * A sequence that ended.
     *
     * @param id the caller's id of its request
     * @param index which of the request's G completions it is, from 0
     * @param completion what was sampled
     */
    record Finished(long id, int index, Completion completion) {}
}
