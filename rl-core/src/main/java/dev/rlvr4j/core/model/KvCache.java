package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of a batch of sequences that are being sampled: {@code rows} sequences of up to {@code length} tokens.
 * Sequences stand in rows 0 to R-1 without gaps; whoever ends one moves the last one into its place.
 */
public final class KvCache implements AutoCloseable {
    private final Transformer transformer;
    private final NDManager manager;
    private final List<NDArray> tensors = new ArrayList<>();
    private final int rows;
    private final int length;
    private final NDArray absent;
    /** The states of the last batch that had several; the next one is often of the same. */
    private @Nullable MixedModel mixed;

    public KvCache(BaseModel base, int rows, int length) {
        this.transformer = base.transformer();
        this.manager = base.newScope();
        this.rows = rows;
        this.length = length;
        this.absent = Tensors.absent(manager);
        ModelConfig config = base.config();
        Tensors on = Tensors.on(base.device());
        Shape shape = new Shape((long) rows * length, (long) config.kvHeads() * config.headDim());
        for (int i = 0; i < 2 * config.layers(); i++) {
            try (NDArray zeros = manager.zeros(shape)) {
                tensors.add(on.cast(manager, zeros, base.precision()));
            }
        }
    }

    /** Bytes of one token's keys and values over all layers. */
    public static long bytesPerToken(BaseModel base) {
        ModelConfig config = base.config();
        return 2L
                * config.layers()
                * config.kvHeads()
                * config.headDim()
                * base.precision().bytes();
    }

    public int rows() {
        return rows;
    }

    public int length() {
        return length;
    }

    /**
     * Copies prefilled keys and values into rows.
     *
     * @param sources indices of prefilled tokens
     * @param places where each goes: row * length + position
     */
    public void place(Prefill prefill, long[] sources, long[] places) {
        try (NDManager scope = manager.newSubManager()) {
            transformer
                    .program()
                    .inference("place")
                    .tensors(tensors)
                    .tensors(prefill.tensors())
                    .tensor(Tensors.longs(scope, sources, sources.length))
                    .tensor(Tensors.longs(scope, places, places.length))
                    .run(scope);
        }
    }

    /** Copies whole rows: row {@code sources[i]} to row {@code targets[i]}. */
    public void move(long[] sources, long[] targets) {
        try (NDManager scope = manager.newSubManager()) {
            transformer
                    .program()
                    .inference("move")
                    .tensors(tensors)
                    .tensor(Tensors.longs(scope, sources, sources.length))
                    .tensor(Tensors.longs(scope, targets, targets.length))
                    .integer(length)
                    .run(scope);
        }
    }

    /**
     * The next tokens of rows 0 to R-1.
     *
     * @param lastTokens each row's last token, which the cache does not hold yet, {@code [R]}
     * @param positions its position, {@code [R]}
     * @param noise uniform numbers in [0, 1), {@code [steps, R]}
     * @param temperatures 0 is greedy, {@code [R]}
     * @param cuts top-k (0 off), top-p, min-p, each {@code [R]}, one after the other; empty where no row cuts
     * @param steps how many tokens each row gets, at least 1
     */
    public record Step(
            long[] lastTokens, long[] positions, float[] noise, float[] temperatures, float[] cuts, int steps) {
        /** The same with row {@code rows[i]} at place i. */
        private Step ordered(long[] rows) {
            return new Step(
                    Rows.ordered(lastTokens, rows),
                    Rows.ordered(positions, rows),
                    Rows.ordered(noise, rows),
                    Rows.ordered(temperatures, rows),
                    Rows.ordered(cuts, rows),
                    steps);
        }
    }

    /**
     * What was sampled.
     *
     * @param tokens {@code [steps, R]}
     * @param logProbs {@code [steps, R]}
     */
    public record Sampled(long[] tokens, float[] logProbs) {}

    /** Samples tokens for the first R rows, under a model state. */
    public Sampled decode(ModelTensors model, Step step) {
        long[] rows = Rows.counted(step.lastTokens().length);
        return decode(model.allWeights(), model.edits(), rows, new long[] {0}, new long[] {0}, step);
    }

    /**
     * Samples tokens for the first R rows, each under a state of its own; products with weights that states have in common
     * are done once for all of their rows.
     *
     * @param models states of this cache's base, one for each row; equal ones are the same object
     */
    public Sampled decode(List<ModelTensors> models, Step step) {
        Set<ModelTensors> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        List<ModelTensors> found = new ArrayList<>(); // in the order of the rows
        models.forEach(model -> {
            if (distinct.add(model)) {
                found.add(model);
            }
        });
        if (found.size() == 1) {
            return decode(found.get(0), step);
        }
        MixedModel mixture = mixed;
        if (mixture == null || !mixture.isOf(distinct)) {
            mixture = new MixedModel(found, absent);
            mixed = mixture;
        }
        Rows rows = Rows.of(models, mixture.models());
        Sampled sampled = decode(
                mixture.weights(),
                mixture.edits(),
                rows.rows(),
                rows.starts(),
                mixture.endsOfProducts(),
                step.ordered(rows.rows()));
        long[] back = Rows.inverse(rows.rows());
        return new Sampled(Rows.ordered(sampled.tokens(), back), Rows.ordered(sampled.logProbs(), back));
    }

    private Sampled decode(
            List<NDArray> weights, List<NDArray> edits, long[] rows, long[] starts, long[] ends, Step step) {
        int r = rows.length;
        long longest = 0;
        for (long position : step.positions()) {
            longest = Math.max(longest, position);
        }
        boolean cut = step.cuts().length > 0;
        boolean someGreedy = false;
        for (float temperature : step.temperatures()) {
            someGreedy |= temperature == 0;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDList result = transformer
                    .program()
                    .inference("decode")
                    .tensor(Tensors.longs(scope, step.lastTokens(), r))
                    .tensor(Tensors.longs(scope, step.positions(), r))
                    .tensor(Tensors.floats(scope, step.noise(), step.steps(), r))
                    .tensor(Tensors.floats(scope, step.temperatures(), r))
                    .tensor(cut ? Tensors.floats(scope, step.cuts(), 3, r) : absent)
                    .tensors(weights)
                    .tensors(edits)
                    .tensor(transformer.cos())
                    .tensor(transformer.sin())
                    .tensors(tensors)
                    .tensor(Tensors.longs(scope, rows, r))
                    .tensor(Tensors.longs(scope, Rows.inverse(rows), r))
                    .integers(starts)
                    .integers(ends)
                    .integer(length)
                    .integer(longest)
                    .integer(step.steps())
                    .flag(cut)
                    .flag(someGreedy)
                    .run(scope);
            return new Sampled(result.get(0).toLongArray(), result.get(1).toFloatArray());
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
