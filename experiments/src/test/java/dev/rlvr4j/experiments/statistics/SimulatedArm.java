package dev.rlvr4j.experiments.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * An arm whose runs are simulated: a run with seed s solves problem p with probability
 * {@code sigmoid(skill + seed_s + difficulty_p + own_p)}, all effects normal.
 *
 * @param skill logit of the typical seed on the typical problem
 * @param seedSpread standard deviation of the seed effect
 * @param ownSpread standard deviation of what makes a problem easy for this arm alone
 */
record SimulatedArm(double skill, double seedSpread, double ownSpread) {
    /** Standard deviation of difficulty: with skill 0 the middle half of the problems is solved in 20 to 80 of 100 tries. */
    static final double DIFFICULTY = 2;

    private static final int STRATA = 100_000;

    /** The mean accuracy over all seeds and problems that there could be: the logit is normal, and its strata are summed. */
    double accuracy() {
        double spread = Math.sqrt(seedSpread * seedSpread + DIFFICULTY * DIFFICULTY + ownSpread * ownSpread);
        NormalDistribution logit = new NormalDistribution(null, skill, spread);
        double sum = 0;
        for (int i = 0; i < STRATA; i++) {
            sum += sigmoid(logit.inverseCumulativeProbability((i + 0.5) / STRATA));
        }
        return sum / STRATA;
    }

    /**
     * Runs of this arm: 1 for each problem that is solved, else 0 [S][P].
     *
     * @param seeds standard normal seed effects [S]
     * @param problems standard normal difficulties [P]
     */
    double[][] run(double[] seeds, double[] problems, CounterGenerator random) {
        double[] own = normal(problems.length, random);
        double[][] y = new double[seeds.length][problems.length];
        for (int s = 0; s < seeds.length; s++) {
            for (int p = 0; p < problems.length; p++) {
                double logit = skill + seedSpread * seeds[s] + DIFFICULTY * problems[p] + ownSpread * own[p];
                y[s][p] = random.nextDouble() < sigmoid(logit) ? 1 : 0;
            }
        }
        return y;
    }

    static double[] normal(int n, CounterGenerator random) {
        double[] result = new double[n];
        for (int i = 0; i < n; i++) {
            result[i] = random.nextGaussian();
        }
        return result;
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
