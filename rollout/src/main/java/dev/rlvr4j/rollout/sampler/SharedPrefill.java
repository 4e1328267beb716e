package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.model.Prefill;

/** Prefilled prompts that several waiting requests still copy from; freed when the last one lets go. */
final class SharedPrefill {
    private final Prefill prefill;
    private int users;

    SharedPrefill(Prefill prefill) {
        this.prefill = prefill;
    }

    Prefill prefill() {
        return prefill;
    }

    void retain() {
        users++;
    }

    void release() {
        if (--users == 0) {
            prefill.close();
        }
    }
}
