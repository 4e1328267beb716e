package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of some prompts, all but each prompt's last token (which is the first that a decode call takes), under one
 * model state. With n virtual tokens of that state before them, tokens of prompt i stand at
 * {@code [start(i), start(i) + n + prompt.length - 1)}.
 */
public final class Prefill implements AutoCloseable {
    private final NDManager manager;
    private final NDList tensors;
    private final int[] starts;

    /**
     * Computes the keys and values.
     *
     * @param prompts token ids, with the virtual tokens at least two each (a prompt of one token has nothing to prefill)
     */
    public Prefill(BaseModel base, ModelTensors model, List<int[]> prompts) {
        Transformer transformer = base.transformer();
        manager = base.newScope();
        starts = new int[prompts.size()];
        List<SequenceGroup> groups = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < prompts.size(); i++) {
            int[] prompt = model.behindVirtual(prompts.get(i));
            int known = prompt.length - 1;
            starts[i] = rows;
            rows += known;
            // The last token asks for nothing but to end the sequence: no row is computed for it.
            groups.add(new SequenceGroup(Arrays.copyOf(prompt, known), List.of(new int[] {prompt[known]})));
        }
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            PackedBatch batch = new PackedBatch(groups, transformer, scope);
            tensors = transformer
                    .program()
                    .inference("prefill")
                    .tensor(batch.ids())
                    .tensor(batch.cos())
                    .tensor(batch.sin())
                    .tensor(model.embedding())
                    .tensors(model.weights())
                    .tensors(model.edits())
                    .tensors(batch.queries())
                    .tensors(batch.keys())
                    .tensors(batch.masks())
                    .tensor(batch.back())
                    .tensors(model.virtual())
                    .tensor(batch.virtual())
                    .run(manager);
        }
    }

    /** Index of prompt i's first token. */
    public int start(int prompt) {
        return starts[prompt];
    }

    List<NDArray> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
