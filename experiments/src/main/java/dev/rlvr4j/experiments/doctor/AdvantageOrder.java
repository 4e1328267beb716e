package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Advantages reach their own completions. Each completion of a group is rewarded in turn by a small step along the gradient, and the
 * change of all log-probs is measured. To first order that change is a Gram matrix of gradients, M, for which
 * {@code M[i][i] + M[j][j] > M[i][j] + M[j][i]} whatever the model; an advantage that goes astray breaks it.
 */
final class AdvantageOrder implements Check {
    private static final int GROUP = 6;
    /** Share of the pairs for which the inequality must hold: rounding may break some in low precision. */
    private static final double SHARE = 0.9;

    @Override
    public String name() {
        return "advantages reach their completions";
    }

    @Override
    public Finding examine(SetUp setUp) {
        try (Scratch scratch = new Scratch();
                Trainee trainee = Trainee.ofMap(setUp, "order", scratch)) {
            Path start = scratch.directory("start");
            trainee.save(start);
            Group group = distinct(trainee.sample("order", 2 * GROUP));
            int size = group.completions().size();
            if (size < 2) {
                return Finding.skipped(
                        this,
                        "the model gives the same completion to each sampling of a prompt, so none can be preferred; raise"
                                + " rollout.temperature");
            }
            List<TrainingBatch> batches = new ArrayList<>();
            for (Completion chosen : group.completions()) {
                batches.add(trainee.rewarded(List.of(group), c -> c == chosen ? 1 : 0));
            }
            double rate = rate(trainee, start, batches.get(0), setUp);
            double[][] changes = new double[size][];
            for (int i = 0; i < size; i++) {
                changes[i] = changes(trainee, start, batches.get(i), setUp, rate);
            }
            return judge(changes);
        }
    }

    /** The most completions of one prompt that all differ. */
    private static Group distinct(List<Group> groups) {
        Group most = groups.get(0);
        int size = 0;
        for (Group group : groups) {
            Map<List<Integer>, Completion> distinct = new LinkedHashMap<>();
            for (Completion completion : group.completions()) {
                distinct.putIfAbsent(Arrays.stream(completion.tokens()).boxed().toList(), completion);
            }
            if (distinct.size() > size) {
                size = distinct.size();
                List<Completion> kept = distinct.values().stream().limit(GROUP).toList();
                most = new Group(group.prompt(), kept, group.scores().subList(0, kept.size()));
            }
        }
        return most;
    }

    /** The rate at which a step moves the log-probs by about what stands out from rounding. */
    private static double rate(Trainee trainee, Path start, TrainingBatch batch, SetUp setUp) {
        var gradient = trainee.gradient(batch, setUp.algorithm().loss());
        double norm = trainee.step(Trainee.STANDSTILL).gradientNorm();
        if (!(norm > 0)) {
            throw new RlvrException("a reward for one completion gives no gradient (loss " + gradient.loss() + ")");
        }
        trainee.load(start);
        return setUp.limits().change() / (batch.sequences() * norm * norm);
    }

    /** What a step on the batch does to each completion: the change of its log-probs, weighted as in the loss. */
    private static double[] changes(Trainee trainee, Path start, TrainingBatch batch, SetUp setUp, double rate) {
        trainee.load(start);
        float[] before = trainee.logProbs(batch);
        var gradient = trainee.gradient(batch, setUp.algorithm().loss());
        var step = trainee.step(rate);
        if (step.skipped() != null) {
            throw new RlvrException("a step was skipped at loss " + gradient.loss() + ": " + step.skipped());
        }
        float[] after = trainee.logProbs(batch);
        double[] changes = new double[batch.sequences()];
        for (int s = 0; s < changes.length; s++) {
            for (int i = batch.offsets()[s]; i < batch.offsets()[s + 1]; i++) {
                changes[s] += batch.weights()[i] * ((double) after[i] - before[i]);
            }
        }
        return changes;
    }

    private Finding judge(double[][] m) {
        int pairs = 0;
        int right = 0;
        double own = 0;
        double others = 0;
        for (int i = 0; i < m.length; i++) {
            own += m[i][i] / m.length;
            for (int j = 0; j < i; j++) {
                pairs++;
                right += m[i][i] + m[j][j] > m[i][j] + m[j][i] ? 1 : 0;
                others += (m[i][j] + m[j][i]) / (m.length * (m.length - 1.0));
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("own_change", own);
        figures.put("others_change", others);
        figures.put("right_pairs", (double) right);
        figures.put("pairs", (double) pairs);
        String message = String.format(
                Locale.ROOT,
                "a rewarded completion gains %.2g, the others %.2g; %d of %d pairs in order",
                own,
                others,
                right,
                pairs);
        return Finding.of(
                this,
                own > others && right >= SHARE * pairs,
                message,
                figures,
                "a reward raises other completions than its own: check the order in which a reward of your own gives its scores, and"
                        + " a loss of your own its gradients");
    }
}
