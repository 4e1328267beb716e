package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges each attempt with the verifier of its task's environment. It gives the environment's own parts only, so that a mean over
 * the completions that have a part is one over those it was judged by.
 */
final class ByEnvironment implements Verifier {
    /** The task's metadata that name its environment, and the first word of the parts. */
    private static final String ENVIRONMENT = "environment";

    private final SortedMap<String, WeightedSum> byName = new TreeMap<>();
    private final WeightedSum otherwise;

    ByEnvironment(Map<String, Verifier> verifiers, Verifier otherwise) {
        verifiers.forEach((name, verifier) -> byName.put(name, sum(verifier)));
        this.otherwise = sum(otherwise);
    }

    private static WeightedSum sum(Verifier verifier) {
        return verifier instanceof WeightedSum sum
                ? sum
                : new WeightedSum(List.of(new Rewards.Part(verifier.name(), verifier, 1)));
    }

    /** The verifier that judges an attempt. */
    WeightedSum of(Attempt attempt) {
        return byName.getOrDefault(attempt.metadata().getOrDefault(ENVIRONMENT, ""), otherwise);
    }

    /** All verifiers. */
    Collection<WeightedSum> sums() {
        Collection<WeightedSum> all = new ArrayList<>(byName.values());
        all.add(otherwise);
        return all;
    }

    @Override
    public String name() {
        return "by environment";
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return of(task).unusable(task);
    }

    @Override
    public Score verify(Attempt attempt) throws WeightedSum.PartFailure {
        return named(attempt, of(attempt).verify(attempt));
    }

    /** The score with its environment's reward and accuracy among the parts. */
    Score named(Attempt attempt, Score score) {
        String name = attempt.metadata().get(ENVIRONMENT);
        if (name == null || !byName.containsKey(name)) {
            return score;
        }
        Map<String, Double> parts = new LinkedHashMap<>(score.parts());
        parts.put(ENVIRONMENT + "/" + name + "/reward", score.value());
        parts.put(ENVIRONMENT + "/" + name + "/accuracy", score.correct() ? 1.0 : 0.0);
        return new Score(score.value(), parts, score.reason());
    }
}
