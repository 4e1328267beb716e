package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;

/**
 * Written-out answers to arithmetic tasks, for pretraining text of mixed quality: careful ones work step by step, careless
 * ones give a number at once that may be a little off. Both follow the question and end in {@code #### n}.
 */
public final class WorkedSolutions {
    /** Chance that a careless answer is wrong. */
    public static final double CARELESS_ERROR_RATE = 0.5;

    private static final int[] SLIPS = {-10, -2, -1, 1, 2, 10};

    private WorkedSolutions() {}

    /**
     * Each operation on its own, from left to right: {@code 17+38=55;55+25=80\n#### 80} for {@code 17+38+25=}.
     *
     * @throws InputException if the task's question is not arithmetic
     */
    public static String careful(Task task) {
        Question question = Question.parse(task.question());
        return question.steps() + "\n#### " + question.answer();
    }

    /** The answer at once, wrong with a chance of {@link #CARELESS_ERROR_RATE}. */
    public static String careless(Task task, long seed) {
        return careless(task, seed, CARELESS_ERROR_RATE);
    }

    /**
     * The answer at once, {@code #### 80}; with the chance given it is off by 1, 2 or 10. The same question and seed always
     * give the same text.
     *
     * @throws InputException if the task's question is not arithmetic
     */
    public static String careless(Task task, long seed, double errorRate) {
        long answer = Question.parse(task.question()).answer();
        long key = CounterRandom.key(CounterRandom.key(seed, "careless"), task.question());
        if (CounterRandom.uniform(key, 0) >= errorRate) {
            return "#### " + answer;
        }
        int slip = SLIPS[CounterRandom.below(key, 1, SLIPS.length)];
        boolean losesSign = answer >= 0 && answer + slip < 0; // nobody takes 2 for -8
        return "#### " + (losesSign ? answer - slip : answer + slip);
    }
}
