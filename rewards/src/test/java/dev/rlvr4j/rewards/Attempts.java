package dev.rlvr4j.rewards;

import java.util.Map;

/** Attempts for tests. */
final class Attempts {
    private Attempts() {}

    static Attempt of(String reference, String response) {
        return new Attempt("t1", "a question", reference, response, false, Map.of());
    }
}
