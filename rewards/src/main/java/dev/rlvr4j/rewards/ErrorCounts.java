package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The failures of a reward whose run goes on, by the verifier that failed. Every score has the part {@code error/NAME} of each
 * verifier, 1 where it failed and 0 elsewhere, so that the means in the metrics are shares.
 */
final class ErrorCounts {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorCounts.class);
    private static final String PART = "error/";

    private final Verifier verifier;
    private final double value;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    ErrorCounts(Verifier verifier, double value) {
        this.verifier = verifier;
        this.value = value;
    }

    /** Whether the score is one that {@link #failed(Attempt, String, Throwable)} made. */
    static boolean failed(Score score) {
        return score.parts().entrySet().stream()
                .anyMatch(part -> part.getKey().startsWith(PART) && part.getValue() >= 1);
    }

    /** The verifiers that judge an attempt. */
    private List<String> names(Attempt attempt) {
        Verifier judge = verifier instanceof ByEnvironment routed ? routed.of(attempt) : verifier;
        return judge instanceof WeightedSum sum ? sum.partNames() : List.of(judge.name());
    }

    Score judged(Attempt attempt, Score score) {
        Map<String, Double> parts = new LinkedHashMap<>(score.parts());
        names(attempt).forEach(name -> parts.put(PART + name, 0.0));
        return new Score(score.value(), parts, score.reason());
    }

    Score failed(Attempt attempt, String name, Throwable error) {
        long count = counts.merge(name, 1L, Long::sum);
        if (worthAWarning(count)) {
            LOG.warn(
                    "{}; the completion scores {} (failure {} of verifier '{}')",
                    error.getMessage(),
                    value,
                    count,
                    name);
        }
        List<String> all = new ArrayList<>(names(attempt));
        if (!all.contains(name)) {
            all.add(name);
        }
        Map<String, Double> parts = new LinkedHashMap<>();
        all.forEach(each -> parts.put(PART + each, each.equals(name) ? 1.0 : 0.0));
        Score score = new Score(value, parts, "ERROR: " + error.getMessage());
        return verifier instanceof ByEnvironment routed ? routed.named(attempt, score) : score;
    }

    /** The first ten, then each power of ten: a verifier that always fails must not fill the disk. */
    private static boolean worthAWarning(long count) {
        long rest = count;
        while (rest >= 10 && rest % 10 == 0) {
            rest /= 10;
        }
        return count <= 10 || rest == 1;
    }
}
