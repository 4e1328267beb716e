package dev.rlvr4j.trainer.batch;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.BatchLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer batch: S sequences (completions) of N tokens, flat, in the order of
 * {@link dev.rlvr4j.core.model.TokenScores}. Tokens that tools and users gave are in the groups, where the model reads them,
 * and in none of the flat arrays: no loss, weight or figure ever meets them.
 *
 * @param groups prompts with the completions that share them
 * @param offsets tokens of sequence s are {@code [offsets[s], offsets[s + 1])}; {@code [S + 1]}
 * @param sampler the sampler's log-probs, {@code [N]}; null where nobody sampled (SFT)
 * @param old log-probs before the first update, {@code [N]}; null stands for the sampler's
 * @param reference log-probs under the base, {@code [N]}; null lets the trainer compute them if the loss needs them
 * @param advantages advantage of each token, {@code [N]}
 * @param aggregation where the weights come from
 * @param weights share of each token in the loss, {@code [N]}
 * @param temperature all log-probs are under softmax(logits / temperature); positive
 */
public record TrainingBatch(
        List<SequenceGroup> groups,
        int[] offsets,
        float @Nullable [] sampler,
        float @Nullable [] old,
        float @Nullable [] reference,
        float[] advantages,
        Aggregation aggregation,
        float[] weights,
        double temperature) {
    public TrainingBatch {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new RlvrException("a training batch needs at least one sequence, but has none");
        }
        if (!(temperature > 0)) {
            throw new RlvrException("training needs the log-probs of a positive temperature, but it is " + temperature);
        }
        int tokens = offsets[offsets.length - 1];
        checkLength("sampler log-probs", sampler, tokens);
        checkLength("old log-probs", old, tokens);
        checkLength("reference log-probs", reference, tokens);
        checkLength("advantages", advantages, tokens);
        checkLength("weights", weights, tokens);
    }

    /** A batch of sampled groups, all advantages 0. */
    public static TrainingBatch sampled(List<Group> groups, Aggregation aggregation, double temperature) {
        List<SequenceGroup> sequences =
                groups.stream().map(TrainingBatch::sequences).toList();
        int[] offsets = offsets(sequences);
        int tokens = offsets[offsets.length - 1];
        float[] sampler = new float[tokens];
        int s = 0;
        for (Group group : groups) {
            for (Completion completion : group.completions()) {
                copySampled(completion, sampler, offsets[s++]);
            }
        }
        float[] weights = weights(sequences, offsets, aggregation);
        return new TrainingBatch(
                sequences, offsets, sampler, null, null, new float[tokens], aggregation, weights, temperature);
    }

    /**
     * A batch of sampled and scored groups.
     *
     * @param advantages of each group's completions; a list like the groups
     */
    public static TrainingBatch sampled(
            List<Group> groups, List<double[]> advantages, Aggregation aggregation, double temperature) {
        TrainingBatch batch = sampled(groups, aggregation, temperature);
        double[] perSequence =
                advantages.stream().flatMapToDouble(Arrays::stream).toArray();
        if (perSequence.length != batch.sequences()) {
            throw new RlvrException(
                    "there are " + batch.sequences() + " completions, but " + perSequence.length + " advantages");
        }
        double[] perToken = new double[batch.tokens()];
        for (int s = 0; s < perSequence.length; s++) {
            Arrays.fill(perToken, batch.offsets[s], batch.offsets[s + 1], perSequence[s]);
        }
        return batch.withAdvantages(perToken);
    }

    private static SequenceGroup sequences(Group group) {
        List<Completion> completions = group.completions();
        boolean whole = completions.stream().allMatch(c -> c.sampledTokens() == c.tokens().length);
        return new SequenceGroup(
                group.prompt().tokens(),
                completions.stream().map(Completion::tokens).toList(),
                whole
                        ? List.of()
                        : completions.stream().map(Completion::sampled).toList());
    }

    /** Writes the log-probs of the sampled tokens side by side. */
    private static void copySampled(Completion completion, float[] target, int from) {
        int to = from;
        for (VersionSpan span : completion.versions()) {
            int length = span.end() - span.start();
            System.arraycopy(completion.logProbs(), span.start(), target, to, length);
            to += length;
        }
    }

    /** A batch of given completions to be imitated: advantage 1, temperature 1, no sampler. */
    public static TrainingBatch supervised(List<SequenceGroup> sequences, Aggregation aggregation) {
        int[] offsets = offsets(sequences);
        float[] advantages = new float[offsets[offsets.length - 1]];
        Arrays.fill(advantages, 1);
        float[] weights = weights(sequences, offsets, aggregation);
        return new TrainingBatch(sequences, offsets, null, null, null, advantages, aggregation, weights, 1);
    }

    /** This batch with other old log-probs. */
    public TrainingBatch withOld(float[] logProbs) {
        return new TrainingBatch(
                groups, offsets, sampler, logProbs, reference, advantages, aggregation, weights, temperature);
    }

    /** This batch with reference log-probs. */
    public TrainingBatch withReference(float[] logProbs) {
        return new TrainingBatch(
                groups, offsets, sampler, old, logProbs, advantages, aggregation, weights, temperature);
    }

    /** This batch with advantages. */
    public TrainingBatch withAdvantages(double[] perToken) {
        float[] floats = new float[perToken.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) perToken[i];
        }
        return new TrainingBatch(groups, offsets, sampler, old, reference, floats, aggregation, weights, temperature);
    }

    /**
     * An optimizer batch of some of the sequences, with an aggregation of its own.
     *
     * @param sequences indices, rising, at least one
     */
    public TrainingBatch pick(int[] sequences) {
        int[] groupOf = groupOf(groups);
        List<SequenceGroup> picked = new ArrayList<>();
        int first = 0;
        for (int g = 0; g < groups.size(); g++) {
            int group = g;
            int from = first;
            List<Integer> rows = Arrays.stream(sequences)
                    .filter(s -> groupOf[s] == group)
                    .map(s -> s - from)
                    .boxed()
                    .toList();
            if (!rows.isEmpty()) {
                picked.add(groups.get(g).pick(rows));
            }
            first += groups.get(g).completions().size();
        }
        int[] shorter = offsets(picked);
        return new TrainingBatch(
                picked,
                shorter,
                pickIfThere(sampler, sequences, shorter),
                pickIfThere(old, sequences, shorter),
                pickIfThere(reference, sequences, shorter),
                pick(advantages, sequences, shorter),
                aggregation,
                weights(picked, shorter, aggregation),
                temperature);
    }

    private float @Nullable [] pickIfThere(float @Nullable [] flat, int[] sequences, int[] to) {
        return flat == null ? null : pick(flat, sequences, to);
    }

    private float[] pick(float[] flat, int[] sequences, int[] to) {
        float[] part = new float[to[sequences.length]];
        for (int k = 0; k < sequences.length; k++) {
            System.arraycopy(flat, offsets[sequences[k]], part, to[k], to[k + 1] - to[k]);
        }
        return part;
    }

    /** The layout of some of the sequences. */
    public BatchLayout layout(int[] sequences) {
        int[] groupOf = groupOf(groups);
        return new BatchLayout(
                Arrays.stream(sequences).map(s -> offsets[s + 1] - offsets[s]).toArray(),
                Arrays.stream(sequences).map(s -> groupOf[s]).toArray());
    }

    /** Number of tokens that are trained on, N. */
    public int tokens() {
        return offsets[offsets.length - 1];
    }

    /** Number of completions, S. */
    public int sequences() {
        return offsets.length - 1;
    }

    /** Whether the advantages of all tokens of a sequence are zero. */
    public boolean zeroAdvantage(int sequence) {
        for (int i = offsets[sequence]; i < offsets[sequence + 1]; i++) {
            if (advantages[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int[] offsets(List<SequenceGroup> sequences) {
        int rows = sequences.stream().mapToInt(g -> g.completions().size()).sum();
        int[] offsets = new int[rows + 1];
        int s = 0;
        for (SequenceGroup group : sequences) {
            for (int i = 0; i < group.completions().size(); i++) {
                offsets[s + 1] = offsets[s] + group.askedTokens(i);
                s++;
            }
        }
        return offsets;
    }

    /** Index of the group of each sequence. */
    private static int[] groupOf(List<SequenceGroup> groups) {
        return IntStream.range(0, groups.size())
                .flatMap(g -> IntStream.generate(() -> g)
                        .limit(groups.get(g).completions().size()))
                .toArray();
    }

    private static float[] weights(List<SequenceGroup> sequences, int[] offsets, Aggregation aggregation) {
        int[] lengths = new int[offsets.length - 1];
        for (int s = 0; s < lengths.length; s++) {
            lengths[s] = offsets[s + 1] - offsets[s];
        }
        double[] perSequence = aggregation.weights(new BatchLayout(lengths, groupOf(sequences)));
        float[] weights = new float[offsets[offsets.length - 1]];
        for (int s = 0; s < lengths.length; s++) {
            Arrays.fill(weights, offsets[s], offsets[s + 1], (float) perSequence[s]);
        }
        return weights;
    }

    private static void checkLength(String what, float @Nullable [] values, int tokens) {
        if (values != null && values.length != tokens) {
            throw new RlvrException(
                    "a batch of " + tokens + " tokens needs as many " + what + ", but has " + values.length);
        }
    }
}
