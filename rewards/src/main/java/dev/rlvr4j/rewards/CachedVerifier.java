package dev.rlvr4j.rewards;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/**
 * An answer verifier that remembers judgements by (version, reference, policy, extracted answer). Early in a run most of a group
 * gives the same few answers, so most comparisons are never made.
 *
 * <p>{@link Verdict#LIMIT} is not remembered: another time the machine may be less busy. Two threads with the same answer may
 * both compare it; neither waits for the other, which has its own deadline.
 */
final class CachedVerifier implements AnswerVerifier {
    /** Characters of keys and judgements that are kept, about 32 MB. */
    private static final long MAX_CHARS = 16_000_000;

    private final Cacheable verifier;
    private final Cache<Key, Judgement> judgements;

    CachedVerifier(Cacheable verifier) {
        this.verifier = verifier;
        this.judgements = Caffeine.newBuilder()
                .maximumWeight(MAX_CHARS)
                .weigher((Key key, Judgement judgement) ->
                        key.chars() + judgement.detail().length())
                .executor(Runnable::run)
                .build();
    }

    private record Key(String version, String reference, String policy, String answer) {
        int chars() {
            return 64 + reference.length() + policy.length() + 2 * answer.length();
        }
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) throws Exception {
        Optional<String> answer = verifier.extract(attempt);
        if (answer.isEmpty()) {
            return verifier.judge(attempt, deadline);
        }
        String policy = attempt.metadata().getOrDefault("policy", "");
        Key key = new Key(verifier.version(), attempt.reference(), policy, answer.get());
        Judgement known = judgements.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Judgement judgement = verifier.judge(attempt, deadline);
        if (judgement.verdict() != Verdict.LIMIT) {
            judgements.put(key, judgement);
        }
        return judgement;
    }

    @Override
    public String name() {
        return verifier.name();
    }

    @Override
    public String version() {
        return verifier.version();
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return verifier.unusable(task);
    }
}
