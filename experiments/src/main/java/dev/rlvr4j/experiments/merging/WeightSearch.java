package dev.rlvr4j.experiments.merging;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.merge.LoraHub;
import dev.rlvr4j.experiments.statistics.CounterGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;

/**
 * LoraHub's search for the weights of adapters, without a gradient: CMA-ES (Hansen and Ostermeier 2001) maximises a reward less
 * {@value LoraHub#PENALTY} times the weights' mean size, within plus and minus {@value LoraHub#BOUND}, from zero. The same seed
 * and the same reward give the same weights.
 */
public final class WeightSearch {
    private static final double SIGMA = 0.5;

    private WeightSearch() {}

    /**
     * A point that was tried.
     *
     * @param weights one for each adapter
     * @param reward what they earn
     * @param value the reward less the penalty
     */
    public record Trial(List<Double> weights, double reward, double value) {
        public Trial {
            weights = List.copyOf(weights);
        }
    }

    /**
     * Searches.
     *
     * @param reward of weights
     * @param adapters number of weights
     * @param evaluations how many points are tried, at least 1
     * @return what was tried, in order
     */
    public static List<Trial> maximise(
            ToDoubleFunction<List<Double>> reward, int adapters, int evaluations, long seed) {
        if (evaluations < 1) {
            throw new InputException("evaluations must be at least 1, but is " + evaluations);
        }
        List<Trial> trials = new ArrayList<>();
        double[] bound = new double[adapters];
        Arrays.fill(bound, LoraHub.BOUND);
        double[] below = Arrays.stream(bound).map(b -> -b).toArray();
        double[] start = new double[adapters];
        Arrays.fill(start, LoraHub.START);
        double[] sigma = new double[adapters];
        Arrays.fill(sigma, SIGMA);
        int population = 4 + (int) (3 * Math.log(adapters));
        CMAESOptimizer search = new CMAESOptimizer(
                evaluations,
                Double.POSITIVE_INFINITY,
                true,
                0,
                0,
                new CounterGenerator(CounterRandom.key(seed, "lorahub")),
                false,
                null);
        try {
            PointValuePair unused = search.optimize(
                    new MaxEval(evaluations),
                    new ObjectiveFunction(point -> value(reward, point, trials)),
                    GoalType.MAXIMIZE,
                    new InitialGuess(start),
                    new SimpleBounds(below, bound),
                    new CMAESOptimizer.Sigma(sigma),
                    new CMAESOptimizer.PopulationSize(population));
        } catch (TooManyEvaluationsException e) {
            if (trials.isEmpty()) {
                throw e; // it stops by this exception, but never before the first point
            }
        }
        return trials;
    }

    private static double value(ToDoubleFunction<List<Double>> reward, double[] point, List<Trial> trials) {
        List<Double> weights = Arrays.stream(point).boxed().toList();
        double earned = reward.applyAsDouble(weights);
        double size = Arrays.stream(point).map(Math::abs).average().orElse(0);
        trials.add(new Trial(weights, earned, earned - LoraHub.PENALTY * size));
        return trials.get(trials.size() - 1).value();
    }

    /** The best of some trials; of equals the first. */
    public static Trial best(List<Trial> trials) {
        return trials.stream()
                .max(Comparator.comparingDouble(Trial::value)
                        .thenComparing(Comparator.comparingInt(trials::indexOf).reversed()))
                .orElseThrow();
    }
}
