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

    private final double value;
    private final List<String> names;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    ErrorCounts(Verifier verifier, double value) {
        this.value = value;
        this.names = verifier instanceof WeightedSum sum ? sum.partNames() : List.of(verifier.name());
    }

    Score judged(Score score) {
        Map<String, Double> parts = new LinkedHashMap<>(score.parts());
        names.forEach(name -> parts.put(PART + name, 0.0));
        return new Score(score.value(), parts, score.reason());
    }

    Score failed(String name, Throwable error) {
        long count = counts.merge(name, 1L, Long::sum);
        if (worthAWarning(count)) {
            LOG.warn(
                    "{}; the completion scores {} (failure {} of verifier '{}')",
                    error.getMessage(),
                    value,
                    count,
                    name);
        }
        List<String> all = new ArrayList<>(names);
        if (!all.contains(name)) {
            all.add(name);
        }
        Map<String, Double> parts = new LinkedHashMap<>();
        all.forEach(each -> parts.put(PART + each, each.equals(name) ? 1.0 : 0.0));
        return new Score(value, parts, "ERROR: " + error.getMessage());
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
