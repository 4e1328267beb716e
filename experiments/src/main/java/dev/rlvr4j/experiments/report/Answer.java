package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The answer to a comparison's question, in a paragraph of plain words. */
final class Answer {
    /** More pairs than this are not told in their own sentences, which hold many figures; the table of tests has those. */
    private static final int TOLD = 1;
    /** More groups of pairs than this are not told, only counted. */
    private static final int GROUPS = 6;

    /** Pairs with the same verdict against the same arm. */
    private record Group(Verdict verdict, String second) {}

    private Answer() {}

    static String of(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        Optional<ArmResult> best = comparison.arms().stream()
                .filter(a -> a.test() != null && Double.isFinite(a.test().value()))
                .max(Comparator.comparingDouble(
                        a -> Objects.requireNonNull(a.test()).value()));
        if (best.isEmpty()) {
            return "No arm has a finished run yet, so nothing can be said.";
        }
        sentences.add(best(comparison, best.get()));
        List<PairResult> pairs = comparison.pairs();
        if (pairs.isEmpty()) {
            sentences.add("No two arms can be compared yet.");
        } else if (pairs.size() <= TOLD) {
            pairs.forEach(pair -> sentences.add(pair.sentence().strip()));
        } else if (groups(pairs).size() <= GROUPS) {
            groups(pairs)
                    .forEach((group, arms) -> sentences.add(
                            grouped(group, arms, comparison.design().margin())));
        } else {
            sentences.add(counted(pairs));
        }
        return String.join(" ", sentences);
    }

    private static String best(Comparison comparison, ArmResult arm) {
        Estimate test = Objects.requireNonNull(arm.test());
        GridPoint point = arm.bestPoint();
        Double base = comparison.base();
        boolean alone = comparison.arms().stream().filter(a -> a.test() != null).count() == 1;
        return (alone ? "The test accuracy of " : "The highest test accuracy is that of ")
                + arm.name()
                + (alone ? " is " : ": ")
                + Format.percent(test.value())
                + (Double.isFinite(test.low() + test.high()) ? " " + Format.percentInterval(test) : "")
                + (point == null ? "" : " at a learning rate of " + Format.rate(point.learningRate()))
                + (base == null || !Double.isFinite(base)
                        ? ""
                        : "; the untrained base has " + Format.percent(base) + " on the validation problems")
                + ".";
    }

    private static Map<Group, List<String>> groups(List<PairResult> pairs) {
        Map<Group, List<String>> groups = new LinkedHashMap<>();
        for (PairResult pair : pairs) {
            groups.computeIfAbsent(new Group(pair.verdict(), pair.second()), g -> new ArrayList<>())
                    .add(pair.first());
        }
        return groups;
    }

    private static String grouped(Group group, List<String> arms, double margin) {
        String names = listed(arms);
        boolean one = arms.size() == 1;
        return switch (group.verdict()) {
            case MATCHES ->
                names + (one ? " matches " : " match ") + group.second() + " within ±" + Format.axisPoints(margin)
                        + " points.";
            case BETTER -> names + (one ? " is" : " are") + " better than " + group.second() + ".";
            case WORSE -> names + (one ? " is" : " are") + " worse than " + group.second() + ".";
            case CANNOT_TELL -> "These runs cannot tell " + names + " from " + group.second() + ".";
        };
    }

    private static String listed(List<String> names) {
        int last = names.size() - 1;
        String comma = names.stream().anyMatch(name -> name.contains(",")) ? "; " : ", ";
        return last == 0 ? names.get(0) : String.join(comma, names.subList(0, last)) + " and " + names.get(last);
    }

    private static String counted(List<PairResult> pairs) {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = pairs.stream().filter(p -> p.verdict() == verdict).count();
            if (count > 0) {
                parts.add(
                        switch (verdict) {
                            case MATCHES -> "the arms match in " + count;
                            case BETTER -> "the first is better in " + count;
                            case WORSE -> "the first is worse in " + count;
                            case CANNOT_TELL -> "these runs cannot tell in " + count;
                        });
            }
        }
        return "Of " + pairs.size() + " pairs of arms, " + String.join(", ", parts)
                + "; the table of tests says which.";
    }
}
