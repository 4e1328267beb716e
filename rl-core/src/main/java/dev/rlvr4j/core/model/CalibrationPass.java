package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.Calibration;
import dev.rlvr4j.core.adapter.SelectiveTuning;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What texts say of a base model, from one pass over them, one text at a time. */
public final class CalibrationPass implements Calibration, AutoCloseable {
    /** Texts of one backward pass: enough to keep the machine busy, few enough for its memory. */
    private static final int TEXTS_AT_A_TIME = 16;

    private final NDManager manager;
    /** Of each layer the second moments of its four groups of inputs; empty after a pass for gradients. */
    private final List<NDArray> moments = new ArrayList<>();
    /** Gradients by tensor; empty after a pass for inputs. */
    private final Map<String, NDArray> gradients = new LinkedHashMap<>();

    private CalibrationPass(BaseModel base) {
        this.manager = base.newScope();
    }

    /**
     * The inputs of every linear layer. Takes float32 memory of a matrix of their features for each of the four groups of layers
     * that share inputs (q, k, v; o; gate, up; down).
     *
     * @param texts token ids of each, at least one
     */
    public static CalibrationPass ofInputs(BaseModel base, List<int[]> texts) {
        CalibrationPass pass = new CalibrationPass(base);
        try (Gradients.Mode off = Gradients.recording(false)) {
            for (int layer = 0; layer < base.config().layers(); layer++) {
                for (int features : new int[] {
                    base.config().hiddenSize(),
                    base.config().heads() * base.config().headDim(),
                    base.config().hiddenSize(),
                    base.config().intermediateSize()
                }) {
                    pass.moments.add(pass.manager.zeros(new ai.djl.ndarray.types.Shape(features + 1, features + 1)));
                }
            }
            for (int[] text : texts) {
                pass.add(base, text);
            }
        }
        return pass;
    }

    private void add(BaseModel base, int[] text) {
        Transformer transformer = base.transformer();
        try (NDManager scope = manager.newSubManager()) {
            // What comes after the last token only ends the sequence: it has no row.
            SequenceGroup group = new SequenceGroup(text, List.of(new int[] {text[0]}));
            PackedBatch batch = new PackedBatch(List.of(group), transformer, scope);
            NDArray h = transformer.embed(batch, base.tensors(), scope);
            for (int layer = 0; layer < base.config().layers(); layer++) {
                h = transformer.moments(
                        h, base.tensors(), layer, batch, moments.subList(4 * layer, 4 * layer + 4), scope);
            }
        }
    }

    /**
     * The gradients of every linear layer's weight.
     *
     * @param texts prompts with completions
     * @param lossGradients of each text, the gradient of the loss with respect to the log-probs that it asks for
     */
    public static CalibrationPass ofGradients(BaseModel base, List<SequenceGroup> texts, List<float[]> lossGradients) {
        if (base.quantisation() != Quantisation.NONE) {
            throw new InputException("the start of this adapter needs gradients of weights, which a base in "
                    + base.quantisation().label()
                    + " does not have; set model.quantisation=none, or take a method that starts without, e.g. eva");
        }
        CalibrationPass pass = new CalibrationPass(base);
        SelectiveTuning weights = new SelectiveTuning(List.of(".*_proj\\.weight"), Map.of());
        try (TransformerPolicy policy = new TransformerPolicy(base, weights, "calibration", 0, true)) {
            for (int from = 0; from < texts.size(); from += TEXTS_AT_A_TIME) {
                int to = Math.min(texts.size(), from + TEXTS_AT_A_TIME);
                try (Policy.Forward forward = policy.forward(texts.subList(from, to), 1)) {
                    forward.backward(joined(lossGradients.subList(from, to)), null);
                }
            }
            policy.copyGradients(pass.gradients, pass.manager);
        }
        return pass;
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public NDArray inputs(Site site, NDManager scope) {
        if (moments.isEmpty()) {
            throw new RlvrException("this calibration knows gradients, not inputs");
        }
        int group = switch (site.projection()) {
            case QUERY, KEY, VALUE -> 0;
            case OUTPUT -> 1;
            case GATE, UP -> 2;
            case DOWN -> 3;
        };
        return Tensors.on(scope.getDevice()).copyOf(scope, moments.get(4 * site.layer() + group));
    }

    @Override
    public NDArray gradient(Site site, NDManager scope) {
        NDArray gradient = gradients.get(site.name() + ".weight");
        if (gradient == null) {
            throw new RlvrException("this calibration knows inputs, not gradients");
        }
        return Tensors.on(scope.getDevice()).copyOf(scope, Objects.requireNonNull(gradient));
    }

    @Override
    public void close() {
        manager.close();
    }
}
