package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts by verdict, mean score and times of graded cases. */
final class GradeSummary {
    private final String verifier;
    private final @Nullable String version;
    private final Map<String, Integer> verdicts = new LinkedHashMap<>();
    private int cases;
    private double scores;
    private long micros;
    private long longest;

    GradeSummary(String name, Verifier verifier) {
        this.verifier = name;
        this.version = verifier instanceof AnswerVerifier answers ? answers.version() : null;
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.name(), 0);
        }
        verdicts.put(Grader.ERROR, 0);
    }

    void add(Grader.Graded graded) {
        cases++;
        verdicts.merge(graded.verdict(), 1, Integer::sum);
        scores += graded.score() == null ? 0 : graded.score();
        micros += graded.micros();
        longest = Math.max(longest, graded.micros());
    }

    /** The version of the verifier's rules; null where it has none. */
    @Nullable
    String version() {
        return version;
    }

    int errors() {
        return verdicts.getOrDefault(Grader.ERROR, 0);
    }

    /** Means are over the cases on which the verifier did not fail. */
    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("verifier", verifier);
        object.put("version", version);
        object.put("cases", cases);
        object.put("verdicts", verdicts);
        object.put("mean_score", mean(scores));
        object.put("mean_micros", mean((double) micros));
        object.put("max_micros", longest);
        return object;
    }

    String text() {
        String counts = verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        Double score = mean(scores);
        Double time = mean((double) micros);
        return String.format(
                Locale.ROOT,
                "%d cases, %s%s: %s%s",
                cases,
                verifier,
                version == null ? "" : " (" + version + ")",
                counts,
                score == null || time == null
                        ? ""
                        : String.format(
                                Locale.ROOT, "; mean score %.4f, mean %.1f us, longest %d us", score, time, longest));
    }

    private @Nullable Double mean(double sum) {
        int judged = cases - errors();
        return judged == 0 ? null : sum / judged;
    }
}
