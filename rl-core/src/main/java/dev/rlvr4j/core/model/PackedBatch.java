package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequence groups laid out for the transformer program: one flat row per computed token, and the index tensors that attention
 * and the head need. A prompt's rows stand once however many completions share it; the last token of a completion has no row,
 * since nothing is predicted from it.
 *
 * <p>Three kinds of attention segments: groups with one completion are whole causal sequences; other prompts are causal
 * sequences; their completions are queries over the prompt's and their own keys.
 */
final class PackedBatch {
    private final NDManager scope;
    private final Transformer transformer;
    private final List<NDArray> queries = new ArrayList<>();
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> masks = new ArrayList<>();
    private final NDArray ids;
    private final NDArray cos;
    private final NDArray sin;
    private final NDArray back;
    private final NDArray predictors;
    private final NDArray targets;
    private final NDArray virtual;
    private final int size;

    /** Rows of one sequence: {@code length} of them from {@code start}; for a completion, after its prompt's. */
    private record Run(int start, int length, int promptStart, int promptLength) {}

    PackedBatch(List<SequenceGroup> groups, Transformer transformer, NDManager scope) {
        this.scope = scope;
        this.transformer = transformer;
        LongList tokens = new LongList();
        LongList positions = new LongList();
        LongList asked = new LongList();
        LongList wanted = new LongList();
        List<Run> whole = new ArrayList<>();
        List<Run> prompts = new ArrayList<>();
        List<Run> completions = new ArrayList<>();
        for (SequenceGroup group : groups) {
            int promptStart = tokens.size();
            int promptLength = group.prompt().length;
            append(tokens, positions, group.prompt(), promptLength, 0);
            boolean single = group.completions().size() == 1;
            for (int c = 0; c < group.completions().size(); c++) {
                int[] completion = group.completions().get(c);
                int start = tokens.size();
                int rows = completion.length - 1;
                append(tokens, positions, completion, rows, promptLength);
                for (int t = 0; t < completion.length; t++) {
                    if (group.asks(c, t)) {
                        asked.add(t == 0 ? promptStart + promptLength - 1 : start + t - 1);
                        wanted.add(completion[t]);
                    }
                }
                if (single) {
                    whole.add(new Run(promptStart, promptLength + rows, 0, 0));
                } else if (rows > 0) {
                    completions.add(new Run(start, rows, promptStart, promptLength));
                }
            }
            if (!single) {
                prompts.add(new Run(promptStart, promptLength, 0, 0));
            }
        }
        size = tokens.size();
        long[] places = new long[size];
        int filled = causal(whole, places, 0);
        filled = causal(prompts, places, filled);
        continuing(completions, places, filled);
        ids = tokens.tensor();
        virtual = virtual(tokens);
        NDList angles = transformer
                .program()
                .autograd("angles")
                .tensor(positions.tensor())
                .tensor(transformer.cos())
                .tensor(transformer.sin())
                .run(scope);
        cos = angles.get(0);
        sin = angles.get(1);
        back = Tensors.longs(scope, places, size);
        predictors = asked.tensor();
        targets = wanted.tensor();
    }

    /** Rows of virtual tokens, and which of them each is, {@code [2, n]}; without elements where there are none. */
    private NDArray virtual(LongList tokens) {
        LongList rows = new LongList();
        LongList which = new LongList();
        for (int row = 0; row < tokens.size(); row++) {
            long index = tokens.get(row) - transformer.vocabularySize();
            if (index >= 0) {
                rows.add(row);
                which.add(index);
            }
        }
        rows.addAll(which);
        return Tensors.longs(scope, rows.values(), 2, which.size());
    }

    private static void append(LongList tokens, LongList positions, int[] values, int count, int position) {
        for (int i = 0; i < count; i++) {
            tokens.add(values[i]);
            positions.add(position + i);
        }
    }

    /** One segment of causal sequences, right-padded; returns the number of places used so far. */
    private int causal(List<Run> runs, long[] places, int filled) {
        if (runs.isEmpty()) {
            return filled;
        }
        int t = runs.stream().mapToInt(Run::length).max().orElse(0);
        long[] rows = padded(runs, t, places, filled);
        NDArray index = Tensors.longs(scope, rows, runs.size(), t);
        queries.add(index);
        keys.add(index);
        masks.add(mask("causal_mask", new long[] {t}, new long[] {
            t, transformer.precision().scalarType()
        }));
        return filled + runs.size() * t;
    }

    /** The segment of completions that share prompts: keys are the padded prompt, then the padded completion. */
    private void continuing(List<Run> runs, long[] places, int filled) {
        if (runs.isEmpty()) {
            return;
        }
        int t = runs.stream().mapToInt(Run::length).max().orElse(0);
        int p = runs.stream().mapToInt(Run::promptLength).max().orElse(0);
        long[] rows = padded(runs, t, places, filled);
        long[] sources = new long[runs.size() * (p + t)];
        long[] lengths = new long[runs.size()];
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            lengths[i] = run.promptLength();
            for (int s = 0; s < p; s++) {
                sources[i * (p + t) + s] = (long) run.promptStart() + Math.min(s, run.promptLength() - 1);
            }
            for (int s = 0; s < t; s++) {
                sources[i * (p + t) + p + s] = rows[i * t + s];
            }
        }
        queries.add(Tensors.longs(scope, rows, runs.size(), t));
        keys.add(Tensors.longs(scope, sources, runs.size(), p + t));
        masks.add(mask("shared_mask", lengths, new long[] {
            p, t, transformer.precision().scalarType()
        }));
    }

    /** Row indices {@code [runs, t]}; padding repeats the last row, whose result is not read. Notes each row's place. */
    private static long[] padded(List<Run> runs, int t, long[] places, int filled) {
        long[] rows = new long[runs.size() * t];
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            for (int s = 0; s < t; s++) {
                rows[i * t + s] = (long) run.start() + Math.min(s, run.length() - 1);
            }
            for (int s = 0; s < run.length(); s++) {
                places[run.start() + s] = filled + (long) i * t + s;
            }
        }
        return rows;
    }

    private NDArray mask(String method, long[] lengths, long[] spec) {
        Program.Call call = transformer
                .program()
                .autograd(method)
                .tensor(Tensors.longs(scope, lengths, lengths.length))
                .tensor(Tensors.longs(scope, spec, spec.length));
        return call.run(scope).get(0);
    }

    /** Fails where a sequence behind so many virtual tokens is longer than the model's context. */
    static void checkLengths(List<SequenceGroup> groups, int virtual, int context) {
        for (SequenceGroup group : groups) {
            for (int[] completion : group.completions()) {
                int length = group.prompt().length + completion.length;
                // The last token is not computed, so a sequence may be one longer than the context.
                if (virtual + length > context + 1) {
                    throw new RlvrException("a sequence of " + length + " tokens"
                            + (virtual == 0 ? "" : " behind the adapter's " + virtual + " virtual tokens")
                            + " does not fit the model's context of " + context + " tokens");
                }
            }
        }
    }

    NDArray ids() {
        return ids;
    }

    NDArray cos() {
        return cos;
    }

    NDArray sin() {
        return sin;
    }

    List<NDArray> queries() {
        return queries;
    }

    List<NDArray> keys() {
        return keys;
    }

    List<NDArray> masks() {
        return masks;
    }

    NDArray back() {
        return back;
    }

    /** The row that predicts each token asked for, {@code [n]}. */
    NDArray predictors() {
        return predictors;
    }

    /** The tokens asked for, {@code [n]}. */
    NDArray targets() {
        return targets;
    }

    /** Rows of virtual tokens, and which of them each is, {@code [2, n]}. */
    NDArray virtual() {
        return virtual;
    }

    /** Number of rows N. */
    int size() {
        return size;
    }

    /** A growing array of longs. */
    private final class LongList {
        private long[] values = new long[256];
        private int count;

        void add(long value) {
            if (count == values.length) {
                values = java.util.Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        void addAll(LongList more) {
            for (int i = 0; i < more.count; i++) {
                add(more.values[i]);
            }
        }

        long get(int index) {
            return values[index];
        }

        int size() {
            return count;
        }

        long[] values() {
            return java.util.Arrays.copyOf(values, count);
        }

        NDArray tensor() {
            return Tensors.longs(scope, values(), count);
        }
    }
}
