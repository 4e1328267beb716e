package dev.rlvr4j.core.model;

import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The decoder-only transformer in double precision, written as plainly as can be: one sequence, one position, one head at a
 * time, no batching, no cache, no fused weights. What the programs compute is held against it.
 */
final class ReferenceTransformer {
    private final ModelConfig config;
    private final Map<String, double[]> weights;

    /** A model from its weights by Hugging Face name, row-major. */
    ReferenceTransformer(ModelConfig config, Map<String, double[]> weights) {
        this.config = config;
        this.weights = weights;
    }

    /** Log-probs and entropies in double precision, in the order of {@link TokenScores}. */
    record Scores(double[] logProbs, double[] entropies) {
        /** {@code sum(gl * log-prob + ge * entropy)}. */
        double loss(float[] gl, float[] ge) {
            double loss = 0;
            for (int i = 0; i < logProbs.length; i++) {
                loss += gl[i] * logProbs[i] + ge[i] * entropies[i];
            }
            return loss;
        }
    }

    /** Scores every completion as a sequence of its own. */
    Scores score(List<SequenceGroup> groups, double temperature) {
        List<Double> logProbs = new ArrayList<>();
        List<Double> entropies = new ArrayList<>();
        for (SequenceGroup group : groups) {
            for (int[] completion : group.completions()) {
                int[] ids = Arrays.copyOf(group.prompt(), group.prompt().length + completion.length);
                System.arraycopy(completion, 0, ids, group.prompt().length, completion.length);
                double[][] logits = logits(ids);
                for (int t = 0; t < completion.length; t++) {
                    double[] lp = logSoftmax(logits[group.prompt().length - 1 + t], temperature);
                    logProbs.add(lp[completion[t]]);
                    entropies.add(entropy(lp));
                }
            }
        }
        return new Scores(
                logProbs.stream().mapToDouble(d -> d).toArray(),
                entropies.stream().mapToDouble(d -> d).toArray());
    }

    private static double[] logSoftmax(double[] logits, double temperature) {
        double max = Arrays.stream(logits).max().orElseThrow() / temperature;
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit / temperature - max);
        }
        double lse = max + Math.log(sum);
        return Arrays.stream(logits).map(logit -> logit / temperature - lse).toArray();
    }

    private static double entropy(double[] logProbs) {
        return -Arrays.stream(logProbs).map(lp -> Math.exp(lp) * lp).sum();
    }

    /** The logits after every token, {@code [T][V]}. */
    double[][] logits(int[] ids) {
        double[][] h = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            double[] table = weight("model.embed_tokens.weight");
            h[t] = Arrays.copyOfRange(table, ids[t] * config.hiddenSize(), (ids[t] + 1) * config.hiddenSize());
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            attention(h, prefix);
            feedForward(h, prefix);
        }
        double[][] logits = new double[ids.length][];
        String head = config.tieWordEmbeddings() ? "model.embed_tokens" : "lm_head";
        for (int t = 0; t < ids.length; t++) {
            logits[t] = linear(rmsNorm(h[t], weight("model.norm.weight")), head);
        }
        return logits;
    }

    private void attention(double[][] h, String prefix) {
        int length = h.length;
        double[][][] q = new double[length][][];
        double[][][] k = new double[length][][];
        double[][][] v = new double[length][][];
        for (int t = 0; t < length; t++) {
            double[] x = rmsNorm(h[t], weight(prefix + "input_layernorm.weight"));
            q[t] = heads(linear(x, prefix + "self_attn.q_proj"), config.heads());
            k[t] = heads(linear(x, prefix + "self_attn.k_proj"), config.kvHeads());
            v[t] = heads(linear(x, prefix + "self_attn.v_proj"), config.kvHeads());
            if (config.qkNorm()) {
                normEach(q[t], weight(prefix + "self_attn.q_norm.weight"));
                normEach(k[t], weight(prefix + "self_attn.k_norm.weight"));
            }
            rotateEach(q[t], t);
            rotateEach(k[t], t);
        }
        int shared = config.heads() / config.kvHeads();
        for (int t = 0; t < length; t++) {
            double[] joined = new double[config.heads() * config.headDim()];
            for (int head = 0; head < config.heads(); head++) {
                double[] scores = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    scores[s] = dot(q[t][head], k[s][head / shared]) / Math.sqrt(config.headDim());
                }
                double[] share = logSoftmax(scores, 1);
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < config.headDim(); i++) {
                        joined[head * config.headDim() + i] += Math.exp(share[s]) * v[s][head / shared][i];
                    }
                }
            }
            add(h[t], linear(joined, prefix + "self_attn.o_proj"));
        }
    }

    private void feedForward(double[][] h, String prefix) {
        for (double[] row : h) {
            double[] x = rmsNorm(row, weight(prefix + "post_attention_layernorm.weight"));
            double[] gate = linear(x, prefix + "mlp.gate_proj");
            double[] up = linear(x, prefix + "mlp.up_proj");
            for (int i = 0; i < gate.length; i++) {
                up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
            }
            add(row, linear(up, prefix + "mlp.down_proj"));
        }
    }

    private double[] weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private double[] linear(double[] x, String module) {
        double[] w = weight(module + ".weight");
        double[] bias = weights.get(module + ".bias");
        double[] y = new double[w.length / x.length];
        for (int o = 0; o < y.length; o++) {
            double sum = bias == null ? 0 : bias[o];
            for (int i = 0; i < x.length; i++) {
                sum += w[o * x.length + i] * x[i];
            }
            y[o] = sum;
        }
        return y;
    }

    private double[] rmsNorm(double[] x, double[] weight) {
        double scale = 1 / Math.sqrt(dot(x, x) / x.length + config.rmsNormEps());
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * scale * weight[i];
        }
        return y;
    }

    private void normEach(double[][] heads, double[] weight) {
        for (int head = 0; head < heads.length; head++) {
            heads[head] = rmsNorm(heads[head], weight);
        }
    }

    private double[][] heads(double[] joined, int count) {
        double[][] heads = new double[count][];
        for (int head = 0; head < count; head++) {
            heads[head] = Arrays.copyOfRange(joined, head * config.headDim(), (head + 1) * config.headDim());
        }
        return heads;
    }

    /** Turns the pair (i, i + D/2) of each head by position times its frequency. */
    private void rotateEach(double[][] heads, int position) {
        int half = config.headDim() / 2;
        for (double[] head : heads) {
            for (int i = 0; i < half; i++) {
                double angle = position * frequency(i);
                double first = head[i];
                double second = head[i + half];
                head[i] = first * Math.cos(angle) - second * Math.sin(angle);
                head[i + half] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
    }

    /** The formulas of the papers, by wavelength. */
    private double frequency(int i) {
        Rope rope = config.rope();
        double frequency = 1 / Math.pow(rope.theta(), 2.0 * i / config.headDim());
        if (rope.type() == Rope.Type.LINEAR) {
            return frequency / rope.factor();
        } else if (rope.type() == Rope.Type.DEFAULT) {
            return frequency;
        }
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < rope.originalMaxPosition() / rope.highFreqFactor()) {
            return frequency;
        } else if (wavelength > rope.originalMaxPosition() / rope.lowFreqFactor()) {
            return frequency / rope.factor();
        }
        double smooth = (rope.originalMaxPosition() / wavelength - rope.lowFreqFactor())
                / (rope.highFreqFactor() - rope.lowFreqFactor());
        return (1 - smooth) * frequency / rope.factor() + smooth * frequency;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += what[i];
        }
    }
}
