package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Curriculum;
import dev.rlvr4j.trainer.OldLogProbs;
import dev.rlvr4j.trainer.supply.PassRateOrder;
import dev.rlvr4j.trainer.supply.SpreadSettings;

/**
 * Which tasks are sampled, and which of their groups are trained on. A group without spread has rewards that are all equal,
 * and teaches nothing.
 *
 * @param withoutSpread what becomes of groups without spread: {@code keep}, {@code drop}, or {@code refill} from fresh tasks
 * @param maxRounds how often what is missing is refilled in a step
 * @param tooFew what happens where there are still too few: {@code train} on what there is, or {@code stop}
 * @param replay groups with spread that are kept to fill what is missing later; 0 keeps none
 * @param replayMaxAge most steps a kept group may be old
 * @param order which task is next: {@code shuffled}, {@code pass_rate} (of a data set), or {@code curriculum} (of a generator)
 * @param passRate how {@code pass_rate} draws
 * @param curriculum how {@code curriculum} climbs
 */
public record GroupsSection(
        SpreadSettings.Without withoutSpread,
        int maxRounds,
        SpreadSettings.TooFew tooFew,
        int replay,
        int replayMaxAge,
        Order order,
        PassRateOrder.Shares passRate,
        CurriculumSection curriculum) {
    static final GroupsSection DEFAULT = new GroupsSection(
            SpreadSettings.Without.KEEP,
            4,
            SpreadSettings.TooFew.TRAIN,
            0,
            8,
            Order.SHUFFLED,
            new PassRateOrder.Shares(0.1, 0.1, 0.9, 0.1),
            new CurriculumSection(5, 1, 10, 0.75, 0.25));

    /** Which task is next. */
    public enum Order {
        /** Each once, and again. */
        SHUFFLED,
        /** By how often a task was solved the last time. */
        PASS_RATE,
        /** By the level that was reached. */
        CURRICULUM
    }

    /**
     * When the level of a generator changes.
     *
     * @param levels how many levels there are
     * @param startLevel the first, from 1
     * @param window steps whose pass rates decide
     * @param raiseAbove mean pass rate above which the level goes up
     * @param lowerBelow mean pass rate below which it goes down
     */
    public record CurriculumSection(int levels, int startLevel, int window, double raiseAbove, double lowerBelow) {
        public CurriculumSection {
            var unused = Curriculum.start(new Curriculum.Rule(levels, window, raiseAbove, lowerBelow), startLevel);
        }

        /** At its start. */
        public Curriculum start() {
            return Curriculum.start(new Curriculum.Rule(levels, window, raiseAbove, lowerBelow), startLevel);
        }
    }

    public GroupsSection {
        var unused = new SpreadSettings(withoutSpread, maxRounds, tooFew, replay, replayMaxAge);
    }

    /** What becomes of groups without spread, as the trainer takes it. */
    public SpreadSettings spread() {
        return new SpreadSettings(withoutSpread, maxRounds, tooFew, replay, replayMaxAge);
    }

    void check(AlgorithmSection algorithm) {
        if (replay > 0 && algorithm.oldLogProbs() != OldLogProbs.SAMPLER) {
            throw new InputException(
                    "groups.replay trains on groups of older versions, whose ratios must be against the"
                            + " log-probs that sampled them; set algorithm.old_log_probs to sampler, or groups.replay to 0");
        }
    }
}
