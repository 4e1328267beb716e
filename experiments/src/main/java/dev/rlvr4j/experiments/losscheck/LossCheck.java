package dev.rlvr4j.experiments.losscheck;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.RewardKl;
import dev.rlvr4j.trainer.advantage.Opo;
import dev.rlvr4j.trainer.advantage.TokenWhitening;
import dev.rlvr4j.trainer.aggregation.BatchLayout;
import dev.rlvr4j.trainer.correction.TopEntropy;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What training would compute of a {@link LossCase}: the case as one optimizer batch, through the trainer's own classes. */
public final class LossCheck {
    /**
     * What a loss gives.
     *
     * @param loss its value
     * @param gradient d loss / d {@code new}, rows as the case has them; 0 where the mask is 0
     * @param entropyGradient d loss / d {@code entropy}; null where the loss has no entropy term
     * @param advantages of each row, one, or one per token where they differ within a row
     * @param metrics what training would log
     */
    public record Answer(
            double loss,
            float[][] gradient,
            float @Nullable [][] entropyGradient,
            List<Object> advantages,
            Map<String, Double> metrics) {
        /** As the object that {@code --json} prints. */
        public Map<String, Object> object() {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("loss", loss);
            object.put("gradient", gradient);
            if (entropyGradient != null) {
                object.put("entropy_gradient", entropyGradient);
            }
            object.put("advantages", advantages);
            object.put("metrics", metrics);
            return object;
        }
    }

    private final LossCase given;
    private final Algorithm algorithm;
    /** The case's rows, those of a group side by side. */
    private final int[] rows;

    private final int[] offsets;
    private final int[] groups;

    private LossCheck(LossCase given) {
        this.given = given;
        this.algorithm = given.algorithm().algorithm(Map.of());
        List<Integer> order = Arrays.stream(given.groups()).distinct().boxed().toList();
        this.rows = IntStream.range(0, given.mask().length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> order.indexOf(given.groups()[row])))
                .mapToInt(Integer::intValue)
                .toArray();
        this.groups = Arrays.stream(rows)
                .map(row -> order.indexOf(given.groups()[row]))
                .toArray();
        this.offsets = new int[rows.length + 1];
        for (int s = 0; s < rows.length; s++) {
            offsets[s + 1] = offsets[s] + tokens(rows[s]);
        }
    }

    /** Computes it. */
    public static Answer of(LossCase given) {
        return new LossCheck(given).answer();
    }

    private Answer answer() {
        double[][] advantages = given.advantages() == null ? estimated() : given.advantages();
        int[] lengths = IntStream.range(0, rows.length)
                .map(s -> offsets[s + 1] - offsets[s])
                .toArray();
        double[] weights = algorithm
                .aggregation()
                .withLimit(Arrays.stream(given.mask())
                        .mapToInt(row -> row.length)
                        .max()
                        .orElse(0))
                .weights(new BatchLayout(lengths, groups));
        float[] perToken = new float[offsets[rows.length]];
        for (int s = 0; s < rows.length; s++) {
            Arrays.fill(perToken, offsets[s], offsets[s + 1], (float) weights[s]);
        }
        boolean readsEntropy = given.algorithm().corrections().stream().anyMatch(c -> c.value() instanceof TopEntropy);
        if (readsEntropy && given.entropies() == null) {
            throw new InputException("the correction top_entropy needs 'entropy', but the case has none");
        }
        LossBatch batch = new LossBatch(
                offsets,
                flat(given.logProbs()),
                flat(given.entropies() == null ? new float[rows.length][] : given.entropies()),
                flat(given.old()),
                flat(given.sampler()),
                algorithm.loss().needsReference() ? flat(reference()) : null,
                flatAdvantages(advantages),
                perToken);
        LossResult result = algorithm.loss().over(batch).compute(batch);
        if (result.entropyGradient() != null && given.entropies() == null) {
            throw new InputException("the entropy bonus needs 'entropy', that of each token, but the case has none");
        }
        Map<String, Double> metrics = new LinkedHashMap<>(result.metrics().toMap());
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return new Answer(
                result.value(),
                scattered(result.logProbGradient()),
                result.entropyGradient() == null ? null : scattered(result.entropyGradient()),
                shown(advantages),
                metrics);
    }

    private double[][] estimated() {
        double[] rewards = given.rewards();
        double[][] advantages = new double[rows.length][];
        if (rewards == null) {
            if (!given.algorithm().loss().type().equals("cross_entropy")) {
                throw new InputException("give 'rewards', or 'advantages' themselves");
            }
            Arrays.fill(advantages, new double[] {1});
            return advantages;
        }
        int[] judged = Arrays.stream(rows)
                .filter(row -> tokens(row) > 0 || !countsTokens())
                .toArray();
        Map<Integer, List<Integer>> members = new LinkedHashMap<>();
        for (int row : judged) {
            members.computeIfAbsent(given.groups()[row], g -> new ArrayList<>()).add(row);
        }
        List<Group> made = members.values().stream()
                .map(ofGroup -> new Group(
                        new Prompt("rows " + ofGroup, "", new int[1]),
                        ofGroup.stream().map(this::completion).toList(),
                        ofGroup.stream()
                                .map(row ->
                                        new Score(rewards[row], given.parts().get(row), ""))
                                .toList()))
                .toList();
        double[] perToken = algorithm.advantage().start().ofTokens(made, penalties(judged));
        Arrays.fill(advantages, new double[1]);
        int i = 0;
        for (int row : judged) {
            int length = Math.max(1, tokens(row));
            advantages[row] = ofRow(row, Arrays.copyOfRange(perToken, i, i + length));
            i += length;
        }
        return advantages;
    }

    /** Whether the estimator counts tokens and nothing else, so that a row without any is as if it were not there. */
    private boolean countsTokens() {
        return algorithm.advantage() instanceof Opo
                || (algorithm.advantage() instanceof TokenWhitening whitening && !whitening.groupBaseline());
    }

    /** The advantage of a row, or of each place in it where its tokens differ. */
    private double[] ofRow(int row, double[] tokens) {
        if (Arrays.stream(tokens).allMatch(a -> a == tokens[0])) {
            return new double[] {tokens[0]};
        }
        double[] places = new double[given.mask()[row].length];
        int i = 0;
        for (int t = 0; t < places.length; t++) {
            places[t] = given.mask()[row][t] ? tokens[i++] : 0;
        }
        return places;
    }

    /** The KL in the reward of each token of the completions, if there is one. */
    private double @Nullable [] penalties(int[] judged) {
        RewardKl kl = algorithm.rewardKl();
        if (kl == null) {
            return null;
        }
        float[][] reference = reference();
        List<Double> penalties = new ArrayList<>();
        for (int row : judged) {
            for (int t = 0; t < given.mask()[row].length; t++) {
                if (given.mask()[row][t]) {
                    double x = (double) given.old()[row][t] - reference[row][t];
                    penalties.add(kl.coefficient() * kl.estimate().applyAsDouble(x));
                }
            }
            if (tokens(row) == 0) {
                penalties.add(0.0);
            }
        }
        return penalties.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private float[][] reference() {
        float[][] reference = given.reference();
        if (reference == null) {
            throw new InputException("the KL needs 'reference', the log-probs under the base, but the case has none");
        }
        return reference;
    }

    /** A completion of as many tokens as the mask counts; a row without any stands for one of a single token. */
    private Completion completion(int row) {
        int length = Math.max(1, tokens(row));
        return new Completion(
                new int[length],
                new float[length],
                FinishReason.STOP,
                List.of(new VersionSpan(0, length, AdapterVersion.BASE)),
                "");
    }

    private int tokens(int row) {
        int count = 0;
        for (boolean counts : given.mask()[row]) {
            count += counts ? 1 : 0;
        }
        return count;
    }

    private float[] flat(float[][] values) {
        float[] flat = new float[offsets[rows.length]];
        int i = 0;
        for (int row : rows) {
            for (int t = 0; t < given.mask()[row].length; t++) {
                if (given.mask()[row][t]) {
                    flat[i++] = values[row] == null ? 0 : values[row][t];
                }
            }
        }
        return flat;
    }

    private float[] flatAdvantages(double[][] advantages) {
        float[][] values = new float[rows.length][];
        for (int row = 0; row < values.length; row++) {
            values[row] = new float[given.mask()[row].length];
            for (int t = 0; t < values[row].length; t++) {
                values[row][t] = (float) (advantages[row].length == 1 ? advantages[row][0] : advantages[row][t]);
            }
        }
        return flat(values);
    }

    private float[][] scattered(float[] flat) {
        float[][] values = new float[rows.length][];
        int i = 0;
        for (int row : rows) {
            values[row] = new float[given.mask()[row].length];
            for (int t = 0; t < values[row].length; t++) {
                values[row][t] = given.mask()[row][t] ? flat[i++] + 0f : 0; // + 0 makes -0 a plain 0
            }
        }
        return values;
    }

    private List<Object> shown(double[][] advantages) {
        boolean perRow = Arrays.stream(advantages).allMatch(row -> row.length == 1);
        return IntStream.range(0, rows.length)
                .mapToObj(row -> perRow ? (Object) advantages[row][0] : places(advantages[row], row))
                .toList();
    }

    /** One advantage per place of a row. */
    private double[] places(double[] advantages, int row) {
        double[] places = new double[given.mask()[row].length];
        for (int t = 0; t < places.length; t++) {
            places[t] = given.mask()[row][t] ? advantages[advantages.length == 1 ? 0 : t] : 0;
        }
        return places;
    }
}
