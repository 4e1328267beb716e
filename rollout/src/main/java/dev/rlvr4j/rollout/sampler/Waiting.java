package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.rollout.SampleRequest;
import org.jspecify.annotations.Nullable;

/** A request some of whose completions have not been admitted yet. */
final class Waiting {
    private final long id;
    private final SampleRequest request;
    private final Lane lane;
    private int admitted;
    private @Nullable SharedPrefill prefill;
    private int promptStart;

    Waiting(long id, SampleRequest request, Lane lane) {
        this.id = id;
        this.request = request;
        this.lane = lane;
    }

    long id() {
        return id;
    }

    SampleRequest request() {
        return request;
    }

    /** What its completions sample from. */
    Lane lane() {
        return lane;
    }

    /** Tokens that its lane's model has before every prompt. */
    int virtualTokens() {
        return lane.model().virtualTokens();
    }

    /** Tokens whose keys and values a completion finds: virtual ones and the prompt's but the last. */
    int known() {
        return virtualTokens() + request.prompt().tokens().length - 1;
    }

    /** Tokens of the longest sequence this can become, virtual ones among them. */
    int length() {
        return virtualTokens()
                + request.prompt().tokens().length
                + request.params().maxTokens();
    }

    int left() {
        return request.completions() - admitted;
    }

    /** Admits the next completion; returns its index. */
    int admit() {
        return admitted++;
    }

    /** Whether the prompt's keys and values have to be computed before completions can start. */
    boolean needsPrefill() {
        return prefill == null && known() > 0;
    }

    void prefilled(SharedPrefill shared, int start) {
        prefill = shared;
        promptStart = start;
        shared.retain();
    }

    @Nullable
    SharedPrefill prefill() {
        return prefill;
    }

    int promptStart() {
        return promptStart;
    }

    /** Gives the prompt's keys and values back: all completions are admitted, or the model state changed. */
    void releasePrefill() {
        if (prefill != null) {
            prefill.release();
            prefill = null;
        }
    }
}
