package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.RlvrException;

/** The unbiased estimator of pass@k: the chance that at least one of k samples is correct (Chen et al. 2021, eq. 1). */
public final class PassAtK {
    private PassAtK() {}

    /**
     * 1 - C(n - c, k) / C(n, k), as a product that does not overflow.
     *
     * @param n samples drawn
     * @param c correct ones among them
     * @param k in [1, n]
     */
    public static double estimate(int n, int c, int k) {
        if (k < 1 || k > n || c < 0 || c > n) {
            throw new RlvrException(
                    "pass@k needs 1 <= k <= n and 0 <= c <= n, but n is " + n + ", c " + c + ", k " + k);
        }
        if (n - c < k) {
            return 1;
        }
        double allWrong = 1;
        for (int i = n - c + 1; i <= n; i++) {
            allWrong *= 1 - (double) k / i;
        }
        return 1 - allWrong;
    }
}
