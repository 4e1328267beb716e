package dev.rlvr4j.trainer.loss;

/**
 * How each token of an optimizer batch pulls the entropy down: (A - mean A) (log-prob - mean log-prob), means over all tokens
 * (Cui et al. 2025, "The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models", eq. 10).
 */
final class Covariance {
    private Covariance() {}

    /** It, for each token, {@code [N]}. */
    static double[] of(LossBatch whole) {
        double advantage = mean(whole.advantages());
        double logProb = mean(whole.logProbs());
        double[] covariances = new double[whole.tokens()];
        for (int i = 0; i < covariances.length; i++) {
            covariances[i] = (whole.advantages()[i] - advantage) * (whole.logProbs()[i] - logProb);
        }
        return covariances;
    }

    /** How many tokens a share of them is: rounded down, at least one. */
    static int share(double ratio, int tokens) {
        return Math.min(tokens, Math.max(1, (int) (ratio * tokens)));
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / Math.max(1, values.length);
    }
}
