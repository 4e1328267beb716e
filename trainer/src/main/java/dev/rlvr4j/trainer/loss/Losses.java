package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.SequenceMean;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import java.util.List;

/** The policy losses by the names recipes call them. To add one: a record that implements {@link Loss}, and a line here. */
public final class Losses {
    /**
     * A loss as its source describes it.
     *
     * @param name what recipes call it
     * @param loss with its default settings
     * @param advantage what it is used with where a recipe says {@code auto}
     * @param aggregation what it is used with where a recipe says {@code auto}
     */
    public record Kind(String name, Loss loss, Advantage advantage, Aggregation aggregation) {}

    private Losses() {}

    /** All of them, in the order they are listed to users. */
    public static List<Kind> all() {
        return List.of(
                new Kind("dapo", new PpoClip(0.2, 0.28), ZScore.DEFAULT, new TokenMean()),
                new Kind("grpo", new PpoClip(0.2, 0.2), ZScore.DEFAULT, new SequenceMean()));
    }
}
