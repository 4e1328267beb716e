package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The weighted sum of several verifiers' values, with each raw value (and its parts) among the parts.
 *
 * <p>Every part is evaluated, also one whose gate is shut: its raw value belongs into the metrics. A gate looks at raw values
 * only, so that gates cannot chase each other.
 */
final class WeightedSum implements Verifier {
    private static final String GATE = "only_if";

    private final List<Rewards.Part> parts;

    WeightedSum(List<Rewards.Part> parts) {
        this.parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new InputException("a weighted reward needs at least one part, but has none");
        }
        Set<String> names = new HashSet<>();
        for (Rewards.Part part : parts) {
            if (!names.add(part.name())) {
                throw new InputException("two parts of a weighted reward are named '" + part.name() + "'; rename one");
            }
        }
        for (Rewards.Part part : parts) {
            String gate = part.onlyIf();
            if (gate != null && (!names.contains(gate) || gate.equals(part.name()))) {
                throw new InputException("reward part '" + part.name() + "' counts only if '" + gate
                        + "' passes, which is not another part; the parts are "
                        + parts.stream().map(Rewards.Part::name).collect(Collectors.joining(", ")));
            }
        }
    }

    @Override
    public String name() {
        return parts.stream()
                .map(p -> p.weight() == 1 ? p.name() : p.weight() + "*" + p.name())
                .collect(Collectors.joining(" + "));
    }

    List<Rewards.Part> parts() {
        return parts;
    }

    /** The names of the parts, in order. */
    List<String> partNames() {
        return parts.stream().map(Rewards.Part::name).toList();
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return parts.stream()
                .flatMap(part -> part.verifier().unusable(task).stream())
                .findFirst();
    }

    @Override
    public Score verify(Attempt attempt) throws PartFailure {
        Map<String, Double> values = new LinkedHashMap<>();
        StringJoiner reasons = new StringJoiner("; ");
        for (Rewards.Part part : parts) {
            Score score = scoreOf(part, attempt);
            values.put(part.name(), score.value());
            score.parts().forEach((name, value) -> values.put(part.name() + "/" + name, value));
            Double correct = score.parts().get(Score.CORRECT);
            if (correct != null) {
                values.putIfAbsent(Score.CORRECT, correct);
            }
            reasons.add(part.name() + " " + score.value() + " (" + score.reason() + ")");
        }
        return new Score(sum(values, reasons), values, reasons.toString());
    }

    private double sum(Map<String, Double> values, StringJoiner reasons) {
        double sum = 0;
        for (Rewards.Part part : parts) {
            String gate = part.onlyIf();
            boolean counts = gate == null || valueOf(gate, values) >= 1;
            if (gate != null) {
                values.put(part.name() + "/" + GATE, counts ? 1.0 : 0.0);
            }
            if (counts) {
                sum += part.weight() * valueOf(part.name(), values);
            } else {
                reasons.add(part.name() + " does not count, as " + gate + " does not pass");
            }
        }
        return sum;
    }

    private static double valueOf(String name, Map<String, Double> values) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("each part has a value, but '" + name + "' has none");
        }
        return value;
    }

    private static Score scoreOf(Rewards.Part part, Attempt attempt) throws PartFailure {
        String before = VerifierCall.enter(part.name());
        try {
            Score score = part.verifier().verify(attempt);
            if (score == null) {
                throw new RlvrException("it returned null instead of a score");
            }
            VerifierCall.leave(before);
            return score;
        } catch (PartFailure e) {
            throw new PartFailure(part.name() + "/" + e.part, e.reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure(part.name(), e);
        } catch (Exception e) {
            throw new PartFailure(part.name(), e);
        }
    }

    /** What a part threw, with the part's name, so that the error names the verifier that failed and not the sum. */
    static final class PartFailure extends Exception {
        private static final long serialVersionUID = 1L;

        final String part;
        final Exception reason;

        PartFailure(String part, Exception reason) {
            super("verifier '" + part + "' failed: " + reason.getMessage(), reason);
            this.part = part;
            this.reason = reason;
        }
    }
}
