package dev.rlvr4j.trainer.loss;

import static java.lang.Math.abs;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.max;
import static java.lang.Math.min;
import static java.lang.Math.signum;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The formulas of reference/rl-frameworks.md section 2.2 written down a second time, in double and as plainly as they stand
 * there: {@code p} are the log-probs gradient flows through, the batch's own are those it does not.
 */
final class ReferenceLosses {
    /** A surrogate whose derivative with respect to p is what a loss must give as its gradient. */
    interface Surrogate {
        double value(double[] p, LossBatch b);
    }

    /** The loss of one token; s is its sequence. */
    private interface TokenLoss {
        double value(double[] p, LossBatch b, int i, int s);
    }

    static final Map<String, Surrogate> ALL = new TreeMap<>();

    static {
        for (String name : new String[] {"grpo", "dr_grpo", "bnpo", "ppo", "reinforce_plus_plus"}) {
            ALL.put(name, tokens((p, b, i, s) -> clip(ratio(p, b, i), 0.2, 0.2, b.advantages()[i])));
        }
        ALL.put("reinforce_plus_plus_baseline", ALL.get("ppo"));
        ALL.put("dapo", tokens((p, b, i, s) -> clip(ratio(p, b, i), 0.2, 0.28, b.advantages()[i])));
        ALL.put("dual_clip", tokens((p, b, i, s) -> {
            double a = b.advantages()[i];
            double loss = clip(ratio(p, b, i), 0.2, 0.2, a);
            return a < 0 ? min(loss, -3 * a) : loss;
        }));
        ALL.put("decoupled_ppo", tokens((p, b, i, s) -> {
            double w = exp((double) b.old()[i] - b.sampler()[i]);
            return (w > 5 ? 0 : w) * clip(ratio(p, b, i), 0.2, 0.2, b.advantages()[i]);
        }));
        ALL.put("gspo", tokens((p, b, i, s) -> clip(exp(meanLog(p, b, s)), 3e-4, 4e-4, b.advantages()[i])));
        ALL.put("gspo_token", tokens((p, b, i, s) -> {
            double[] detached = logProbs(b);
            return clip(exp(meanLog(detached, b, s) + p[i] - detached[i]), 3e-4, 4e-4, b.advantages()[i]);
        }));
        ALL.put("luspo", tokens((p, b, i, s) -> {
            int n = b.offsets()[s + 1] - b.offsets()[s];
            return n * clip(exp(meanLog(p, b, s)), 2e-3, 2.5e-3, b.advantages()[i]);
        }));
        ALL.put("rloo", tokens((p, b, i, s) -> {
            int n = b.offsets()[s + 1] - b.offsets()[s];
            return clip(exp(n * meanLog(p, b, s)), 0.2, 0.2, b.advantages()[i]);
        }));
        ALL.put("gmpo", tokens((p, b, i, s) -> {
            double sum = 0;
            for (int j = b.offsets()[s]; j < b.offsets()[s + 1]; j++) {
                double u = p[j] - b.old()[j];
                double sign = signum(b.advantages()[j]);
                sum += sign * min(sign * u, sign * max(-0.4, min(0.4, u)));
            }
            return -b.advantages()[i] * exp(sum / (b.offsets()[s + 1] - b.offsets()[s]));
        }));
        ALL.put("cispo", tokens((p, b, i, s) -> -min(detachedRatio(b, i), 5) * b.advantages()[i] * p[i]));
        ALL.put("cispo_clip", tokens((p, b, i, s) -> -max(0, min(detachedRatio(b, i), 5)) * b.advantages()[i] * p[i]));
        ALL.put("sapo", tokens((p, b, i, s) -> {
            double a = b.advantages()[i];
            double tau = a > 0 ? 1 : 1.05;
            return -a / (1 + exp(-tau * (ratio(p, b, i) - 1))) * 4 / tau;
        }));
        ALL.put("vespo", tokens((p, b, i, s) -> {
            double sum = 0;
            for (int j = b.offsets()[s]; j < b.offsets()[s + 1]; j++) {
                sum += (double) b.logProbs()[j] - b.sampler()[j];
            }
            double a = b.advantages()[i];
            double k = a >= 0 ? 2 : 3;
            double lambda = a >= 0 ? 3 : 2;
            double w = exp(max(log(1e-8), min(20, sum)));
            return -exp(lambda + k * log(w) - lambda * w) * a * p[i];
        }));
        for (String name : new String[] {"reinforce", "gpg"}) {
            ALL.put(name, tokens((p, b, i, s) -> -b.advantages()[i] * p[i]));
        }
        ALL.put("clip_cov", (p, b) -> {
            double[] covariances = covariances(b);
            // One token at most is dropped at this size; the test's batch has one candidate.
            return tokens((q, c, i, s) -> {
                        double r = detachedRatio(c, i);
                        double a = c.advantages()[i];
                        boolean clipped = min(r * a, max(0.8, min(1.2, r)) * a) < r * a;
                        boolean dropped = covariances[i] > 1 && covariances[i] < 5 && !clipped;
                        return dropped ? 0 : clip(ratio(q, c, i), 0.2, 0.2, a);
                    })
                    .value(p, b);
        });
        ALL.put("kl_cov", (p, b) -> {
            double[] covariances = covariances(b);
            double most = Arrays.stream(covariances).max().orElseThrow();
            return tokens((q, c, i, s) -> -c.advantages()[i] * ratio(q, c, i)
                            + (covariances[i] == most ? 0.1 * abs(q[i] - c.old()[i]) : 0))
                    .value(p, b);
        });
        ALL.put("dppo_kl", tokens((p, b, i, s) -> {
            double a = b.advantages()[i];
            double gain = exp(b.logProbs()[i]) - exp(b.sampler()[i]);
            double keep = (a > 0 && gain > 0.2) || (a <= 0 && gain < -0.2) ? 0 : 1;
            double x = p[i] - b.sampler()[i];
            return -keep * a * exp(x) + 1e-3 * x * x;
        }));
        ALL.put("ipo", tokens((p, b, i, s) -> {
            double keep = abs(exp(b.logProbs()[i]) - exp(b.sampler()[i])) > 0.1 ? 0 : 1;
            double x = p[i] - b.sampler()[i];
            return -keep * b.advantages()[i] * exp(x) + 1e-3 * x * x;
        }));
        ALL.put("importance_sampling", tokens((p, b, i, s) -> -exp(p[i] - b.sampler()[i]) * b.advantages()[i]));
        ALL.put("dro", tokens((p, b, i, s) -> {
            double x = p[i] - b.sampler()[i];
            return -(p[i] * b.advantages()[i] - 0.5 * 0.05 * x * x);
        }));
        ALL.put("cross_entropy", tokens((p, b, i, s) -> -p[i]));
    }

    private ReferenceLosses() {}

    static double[] logProbs(LossBatch b) {
        double[] p = new double[b.tokens()];
        for (int i = 0; i < p.length; i++) {
            p[i] = b.logProbs()[i];
        }
        return p;
    }

    private static Surrogate tokens(TokenLoss loss) {
        return (p, b) -> {
            double sum = 0;
            for (int s = 0; s < b.sequences(); s++) {
                for (int i = b.offsets()[s]; i < b.offsets()[s + 1]; i++) {
                    sum += b.weights()[i] * loss.value(p, b, i, s);
                }
            }
            return sum;
        };
    }

    private static double clip(double r, double low, double high, double a) {
        return -min(r * a, max(1 - low, min(1 + high, r)) * a);
    }

    private static double ratio(double[] p, LossBatch b, int i) {
        return exp(p[i] - b.old()[i]);
    }

    private static double detachedRatio(LossBatch b, int i) {
        return exp((double) b.logProbs()[i] - b.old()[i]);
    }

    private static double meanLog(double[] p, LossBatch b, int s) {
        double sum = 0;
        for (int i = b.offsets()[s]; i < b.offsets()[s + 1]; i++) {
            sum += p[i] - b.old()[i];
        }
        return sum / (b.offsets()[s + 1] - b.offsets()[s]);
    }

    static double[] covariances(LossBatch b) {
        double meanA = 0;
        double meanP = 0;
        int n = b.tokens();
        for (int i = 0; i < n; i++) {
            meanA += b.advantages()[i] / (double) n;
            meanP += b.logProbs()[i] / (double) n;
        }
        double[] covariances = new double[n];
        for (int i = 0; i < n; i++) {
            covariances[i] = (b.advantages()[i] - meanA) * (b.logProbs()[i] - meanP);
        }
        return covariances;
    }
}
