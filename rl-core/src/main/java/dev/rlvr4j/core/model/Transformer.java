package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.QuantisedWeight;
import dev.rlvr4j.core.quant.Quantiser;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The transformer program of one model shape, with its rotary tables. Thread-safe. */
public final class Transformer implements AutoCloseable {
    /** Logits are computed for this many vocabulary entries at a time. */
    private static final int VOCABULARY_SLICE = 8192;

    private final Program program;
    private final NDArray cos;
    private final NDArray sin;
    private final Precision precision;
    private final int vocabularySize;

    Transformer(ModelConfig config, Precision precision, NDManager manager) {
        this.precision = precision;
        this.vocabularySize = config.vocabularySize();
        Map<String, String> constants = new HashMap<>();
        constants.put("eps", Double.toString(config.rmsNormEps()));
        constants.put("layers", Integer.toString(config.layers()));
        constants.put("heads", Integer.toString(config.heads()));
        constants.put("kv_heads", Integer.toString(config.kvHeads()));
        constants.put("head_dim", Integer.toString(config.headDim()));
        constants.put("half", Integer.toString(config.headDim() / 2));
        constants.put("vocabulary_slice", Integer.toString(VOCABULARY_SLICE));
        constants.putAll(Quantiser.constants());
        program = Program.load("transformer", constants, manager.getDevice());
        int length = config.contextLength();
        int dim = config.headDim();
        float[] cosines = new float[length * dim];
        float[] sines = new float[length * dim];
        double[] frequencies = config.inverseFrequencies();
        for (int position = 0; position < length; position++) {
            for (int i = 0; i < dim; i++) {
                // The angle as float32, as the reference implementations compute it.
                float angle = position * (float) frequencies[i % (dim / 2)];
                cosines[position * dim + i] = (float) Math.cos(angle);
                sines[position * dim + i] = (float) (i < dim / 2 ? -Math.sin(angle) : Math.sin(angle));
            }
        }
        Tensors tensors = Tensors.on(manager.getDevice());
        cos = tensors.cast(manager, tensors.parameter(manager, cosines, length, dim), precision);
        sin = tensors.cast(manager, tensors.parameter(manager, sines, length, dim), precision);
    }

    /** The program itself, for callers in this package and for the sampler. */
    public Program program() {
        return program;
    }

    /** Rotary tables {@code [context, D]}; sin with its first half negated. */
    public NDArray cos() {
        return cos;
    }

    public NDArray sin() {
        return sin;
    }

    /** The rows of token embeddings of a batch, {@code [N, d]}. */
    NDArray embed(PackedBatch batch, ModelTensors model, NDManager scope) {
        return program.autograd("embed")
                .tensor(batch.ids())
                .tensor(model.embedding())
                .tensor(model.soft())
                .run(scope)
                .get(0);
    }

    /** One layer over a batch: {@code [N, d]} to {@code [N, d]}. */
    NDArray layer(NDArray h, ModelTensors model, int layer, PackedBatch batch, NDManager scope) {
        return program.autograd("layer")
                .tensor(h)
                .tensors(model.layerWeights(layer))
                .tensors(model.layerEdits(layer))
                .tensor(batch.cos())
                .tensor(batch.sin())
                .tensors(batch.queries())
                .tensors(batch.keys())
                .tensors(batch.masks())
                .tensor(batch.back())
                .tensors(model.prefix(layer))
                .tensor(batch.virtual())
                .run(scope)
                .get(0);
    }

    /**
     * One layer over a batch, without edits, which adds the second moments of its projections' inputs to some sums.
     *
     * @param sums of each of the four projections, {@code [in + 1, in + 1]} float32
     */
    NDArray moments(NDArray h, ModelTensors model, int layer, PackedBatch batch, List<NDArray> sums, NDManager scope) {
        return program.autograd("moments")
                .tensor(h)
                .tensors(model.layerWeights(layer))
                .tensors(model.layerEdits(layer))
                .tensor(batch.cos())
                .tensor(batch.sin())
                .tensors(batch.queries())
                .tensors(batch.keys())
                .tensors(batch.masks())
                .tensor(batch.back())
                .tensors(sums)
                .run(scope)
                .get(0);
    }

    /** The normed rows that predict the batch's completion tokens, {@code [n, d]}. */
    NDArray last(NDArray h, ModelTensors model, PackedBatch batch, NDManager scope) {
        return program.autograd("final")
                .tensor(h)
                .tensor(batch.predictors())
                .tensor(model.norm())
                .run(scope)
                .get(0);
    }

    /** Log-prob, log-sum-exp and entropy, each {@code [n]} float32. */
    NDList head(NDArray x, NDArray head, NDArray targets, NDArray temperature, NDManager scope) {
        return program.inference("head")
                .tensor(x)
                .tensor(head)
                .tensor(targets)
                .tensor(temperature)
                .run(scope);
    }

    /** What a quantised matrix of so many columns stands for, {@code [out, in]} float32. */
    NDArray dequantised(QuantisedWeight weight, int in, NDManager scope) {
        return program.autograd("weight")
                .tensor(weight.codes())
                .tensor(weight.scales())
                .tensor(weight.runs())
                .integer(in)
                .run(scope)
                .get(0);
    }

    /** Ids from here on are virtual tokens. */
    int vocabularySize() {
        return vocabularySize;
    }

    Precision precision() {
        return precision;
    }

    @Override
    public void close() {
        program.close();
    }
}
