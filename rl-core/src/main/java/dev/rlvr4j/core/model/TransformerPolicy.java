package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Calibrated;
import dev.rlvr4j.core.adapter.Calibration;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.optim.LearningRateRatios;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy over a {@link BaseModel}. Gradients add up on the compiled tensors over the micro-batches; one backward pass
 * through the method's compile map per optimizer step takes them to the trainable tensors, which is exact since that map does
 * not depend on data.
 */
public final class TransformerPolicy implements Policy {
    private final BaseModel base;
    private final AdapterMethod method;
    private final NDManager manager;
    private final TrainableTensors trainable;
    private final ForwardPasses passes;
    private final String name;
    private @Nullable RecordedModel recorded;
    private @Nullable ModelTensors reference;
    private boolean flushed;

    /**
     * A policy at the method's initial state.
     *
     * @param name the adapter's name in versions
     * @param seed key of the initial noise
     * @param checkpointLayers whether to recompute each layer in the backward pass instead of keeping its activations; over a
     *     quantised base that is done always
     */
    public TransformerPolicy(BaseModel base, AdapterMethod method, String name, long seed, boolean checkpointLayers) {
        this.base = base;
        this.method = method;
        this.name = name;
        this.manager = base.newScope();
        this.trainable = new TrainableTensors(method.initialise(base, seed, manager), method::trains, manager);
        // Autograd would keep what a layer makes of its quantised weights until the backward pass: the whole model.
        boolean layerByLayer = checkpointLayers || base.quantisation() != Quantisation.NONE;
        this.passes = new ForwardPasses(base, manager, layerByLayer);
    }

    @Override
    public Forward forward(List<SequenceGroup> batch, double temperature) {
        if (flushed) {
            throw new RlvrException(
                    "the accumulated gradient was read; call step or discardGradients before a new forward");
        }
        return passes.forward(batch, recordedModel(), temperature);
    }

    @Override
    public TokenScores score(List<SequenceGroup> batch, double temperature) {
        return passes.score(batch, recordedModel().tensors(), temperature);
    }

    @Override
    public TokenScores scoreBase(List<SequenceGroup> batch, double temperature) {
        return passes.score(batch, referenceModel(), temperature);
    }

    private ModelTensors referenceModel() {
        if (reference == null) {
            try (Gradients.Mode off = Gradients.recording(false)) {
                Compilation frozen = method.reference(base, trainable.all(), manager);
                reference = frozen == null
                        ? base.tensors()
                        : Fusion.compile(base, base.tensors(), frozen, base.precision(), manager);
            }
        }
        return reference;
    }

    private RecordedModel recordedModel() {
        if (recorded == null) {
            recorded = RecordedModel.of(base, method, trainable.all(), manager);
        }
        return recorded;
    }

    /** Starts the adapter from data before its first step, where its method is one that does. */
    public void calibrate(Calibration data) {
        if (method instanceof Calibrated calibrated) {
            try (NDManager scope = manager.newSubManager();
                    Gradients.Mode off = Gradients.recording(false)) {
                calibrated.calibrate(base, data, trainable.all(), scope);
            }
            forget();
        }
    }

    /** Copies the gradients that have added up, by tensor. */
    void copyGradients(Map<String, NDArray> into, NDManager owner) {
        flush();
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            Tensors on = Tensors.on(scope.getDevice());
            trainable.gradients(scope).forEach((tensor, gradient) -> into.put(tensor, on.copyOf(owner, gradient)));
        }
    }

    @Override
    public double gradientNorm() {
        flush();
        return trainable.gradientNorm();
    }

    /** Takes the gradients that added up on compiled tensors through the compile map, once, and lets the method change them. */
    private void flush() {
        if (!flushed && recorded != null) {
            recorded.backward();
            try (NDManager scope = manager.newSubManager()) {
                addPenalty(scope);
                try (Gradients.Mode off = Gradients.recording(false)) {
                    method.transformGradients(trainable.all(), trainable.gradients(scope), scope);
                }
            }
        }
        flushed = true;
    }

    private void addPenalty(NDManager scope) {
        try (Gradients.Mode on = Gradients.recording(true)) {
            NDArray penalty = method.penalty(trainable.all(), scope);
            if (penalty != null) {
                Gradients.backward(penalty, penalty.onesLike());
            }
        }
    }

    @Override
    public void step(Optimizer optimizer, double learningRate, double gradientScale) {
        flush();
        trainable.step(new LearningRateRatios(optimizer, method::learningRateRatio), learningRate, gradientScale);
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            method.afterStep(trainable.steps(), trainable.all(), trainable.gradients(scope), scope);
        }
        trainable.discardGradients();
        forget();
    }

    @Override
    public void discardGradients() {
        trainable.discardGradients();
        forget();
    }

    private void forget() {
        if (recorded != null) {
            recorded.close();
        }
        recorded = null;
        flushed = false;
    }

    @Override
    public AdapterVersion version() {
        return new AdapterVersion(name, trainable.steps());
    }

    @Override
    public CompiledAdapter compile() {
        return base.compile(method, trainable.all(), version());
    }

    @Override
    public boolean standsOnAdapter() {
        return method.standsOnAdapter();
    }

    @Override
    public List<String> trainableNames() {
        return List.copyOf(trainable.parameters().keySet());
    }

    @Override
    public long trainableParameters() {
        return trainable.parameters().values().stream().mapToLong(NDArray::size).sum();
    }

    @Override
    public int contextLength() {
        return base.config().contextLength() - method.virtualTokens();
    }

    @Override
    public void saveAdapter(Path directory) {
        method.save(base, trainable.all(), directory);
    }

    @Override
    public void saveState(Path directory) {
        trainable.save(directory);
    }

    @Override
    public void restore(Path directory) {
        trainable.restore(directory);
        reference = null;
        discardGradients();
    }

    /** All tensors of the adapter by name, trained and frozen, for tests and analysis; not to be changed. */
    public Map<String, NDArray> parameters() {
        return trainable.all();
    }

    /** Bytes of what the optimizer remembers; 0 before the first step. */
    public long optimizerBytes() {
        return trainable.state().bytes();
    }

    /** The gradient that has added up on each trainable tensor, as float arrays by name; for tests and analysis. */
    public Map<String, float[]> gradients() {
        flush();
        return trainable.gradients();
    }

    @Override
    public void close() {
        forget();
        try (Gradients.Mode off = Gradients.recording(false)) {
            manager.close();
        }
    }
}
