package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Proves a recipe's set-up: model, adapter, prompts, device and precision, before a run depends on them. */
public final class Doctor implements AutoCloseable {
    private static final List<Check> CHECKS = List.of(
            new OnPolicyRatio(),
            new LogProbGap(),
            new AdapterFollows(),
            new ToyReward(),
            new AdvantageOrder(),
            new MicroBatchInvariance(),
            new FiniteDifferences(),
            new ExactResume(),
            new HotSwap());

    private final RecipeParts parts;
    private final SetUp setUp;
    private final String description;

    /**
     * Loads what the recipe names.
     *
     * @throws InputException if something in it cannot be used
     */
    public Doctor(Recipe recipe) {
        parts = RecipeParts.open(recipe);
        try {
            setUp = parts.setUp(parts);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
        description = recipe.model().path() + " (" + parts.model().description() + "), "
                + recipe.method().name()
                + (parts.model().tokenizer() == null ? ", prompts of random token ids: it has no tokenizer" : "");
    }

    /** What is examined, in one line. */
    public String description() {
        return description;
    }

    /**
     * Runs all checks.
     *
     * @param found hears of each finding at once
     */
    public List<Finding> examine(Consumer<Finding> found) {
        return examine(setUp, found);
    }

    static List<Finding> examine(SetUp setUp, Consumer<Finding> found) {
        SetUp visible = setUp.withVisibleRate(VisibleStep.find(setUp));
        List<Finding> findings = new ArrayList<>();
        for (Check check : CHECKS) {
            Finding finding = examine(check, visible);
            findings.add(finding);
            found.accept(finding);
        }
        return List.copyOf(findings);
    }

    private static Finding examine(Check check, SetUp setUp) {
        try {
            return check.examine(setUp);
        } catch (InputException e) {
            throw e; // the recipe is at fault, not the machine
        } catch (RuntimeException e) {
            return new Finding(
                    check.name(),
                    Finding.Verdict.RED,
                    "stopped: " + e.getMessage(),
                    Map.of(),
                    "this part of the set-up does not work at all; see the message");
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
