package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The weighted sum of several verifiers' values, with each raw value (and its parts) among the parts. */
final class WeightedSum implements Verifier {
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
    }

    @Override
    public String name() {
        return parts.stream()
                .map(p -> p.weight() == 1 ? p.name() : p.weight() + "*" + p.name())
                .collect(Collectors.joining(" + "));
    }

    @Override
    public Score verify(Attempt attempt) throws PartFailure {
        double sum = 0;
        Map<String, Double> values = new LinkedHashMap<>();
        StringJoiner reasons = new StringJoiner("; ");
        for (Rewards.Part part : parts) {
            Score score = scoreOf(part, attempt);
            sum += part.weight() * score.value();
            values.put(part.name(), score.value());
            score.parts().forEach((name, value) -> values.put(part.name() + "/" + name, value));
            reasons.add(part.name() + " " + score.value() + " (" + score.reason() + ")");
        }
        return new Score(sum, values, reasons.toString());
    }

    private static Score scoreOf(Rewards.Part part, Attempt attempt) throws PartFailure {
        try {
            Score score = part.verifier().verify(attempt);
            if (score == null) {
                throw new RlvrException("it returned null instead of a score");
            }
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
