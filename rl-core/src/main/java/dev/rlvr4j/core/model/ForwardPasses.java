package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward passes over packed batches. The head is not recorded: its backward pass recomputes the logits a slice
 * of the vocabulary at a time, so that logits of a whole batch never exist at once.
 */
final class ForwardPasses {
    private final BaseModel base;
    private final Transformer transformer;
    private final NDManager manager;
    private final boolean checkpointLayers;

    ForwardPasses(BaseModel base, NDManager manager, boolean checkpointLayers) {
        this.base = base;
        this.transformer = base.transformer();
        this.manager = manager;
        this.checkpointLayers = checkpointLayers;
    }

    /** The groups behind the model's virtual tokens, which fit its context. */
    private List<SequenceGroup> laidOut(List<SequenceGroup> asked, ModelTensors model) {
        PackedBatch.checkLengths(asked, model.virtualTokens(), base.config().contextLength());
        return model.behindVirtual(asked);
    }

    /** Log-probs and entropies only. */
    TokenScores score(List<SequenceGroup> asked, ModelTensors model, double temperature) {
        List<SequenceGroup> groups = laidOut(asked, model);
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            PackedBatch batch = new PackedBatch(groups, transformer, scope);
            NDArray h = transformer.embed(batch, model, scope);
            for (int layer = 0; layer < base.config().layers(); layer++) {
                NDArray before = h;
                h = transformer.layer(before, model, layer, batch, scope);
                before.close();
            }
            NDArray x = transformer.last(h, model, batch, scope);
            NDList head = transformer.head(x, model.head(), batch.targets(), scope.create((float) temperature), scope);
            return new TokenScores(head.get(0).toFloatArray(), head.get(2).toFloatArray());
        }
    }

    Policy.Forward forward(List<SequenceGroup> asked, RecordedModel model, double temperature) {
        List<SequenceGroup> groups = laidOut(asked, model.tensors());
        NDManager scope = manager.newSubManager();
        try {
            return new Pass(groups, model, temperature, scope);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    private final class Pass implements Policy.Forward {
        private final RecordedModel model;
        private final ModelTensors tensors;
        private final NDManager scope;
        private final PackedBatch batch;
        private final NDArray temperature;
        private final NDList head;
        private final TokenScores scores;
        /** With checkpointing, the input of each layer and the last layer's output; else empty. */
        private final List<NDArray> inputs = new ArrayList<>();
        /** The recorded output of the final norm. */
        private final NDArray x;
        /** With checkpointing, the leaf that x was recorded from. */
        private @Nullable NDArray xInput;

        private boolean done;

        Pass(List<SequenceGroup> groups, RecordedModel model, double temperature, NDManager scope) {
            this.model = model;
            this.tensors = model.tensors();
            this.scope = scope;
            try (Gradients.Mode off = Gradients.recording(false)) {
                batch = new PackedBatch(groups, transformer, scope);
                this.temperature = scope.create((float) temperature);
            }
            x = checkpointLayers ? checkpointed() : recorded();
            head = transformer.head(detached(x), detached(tensors.head()), batch.targets(), this.temperature, scope);
            scores = new TokenScores(head.get(0).toFloatArray(), head.get(2).toFloatArray());
        }

        private NDArray recorded() {
            try (Gradients.Mode on = Gradients.recording(true)) {
                NDArray h = transformer.embed(batch, tensors, scope);
                for (int layer = 0; layer < base.config().layers(); layer++) {
                    NDArray before = h;
                    h = layer(before, layer, scope);
                    before.close(); // autograd keeps what it needs
                }
                return transformer.last(h, tensors, batch, scope);
            }
        }

        private NDArray checkpointed() {
            try (Gradients.Mode off = Gradients.recording(false)) {
                inputs.add(transformer.embed(batch, tensors, scope));
                for (int layer = 0; layer < base.config().layers(); layer++) {
                    inputs.add(layer(inputs.get(layer), layer, scope));
                }
            }
            try (Gradients.Mode on = Gradients.recording(true)) {
                NDArray leaf = Gradients.leaf(inputs.get(inputs.size() - 1), scope);
                xInput = leaf;
                return transformer.last(leaf, tensors, batch, scope);
            }
        }

        private NDArray layer(NDArray h, int layer, NDManager owner) {
            return transformer.layer(h, tensors, layer, batch, owner);
        }

        private NDArray detached(NDArray array) {
            NDArray plain = array.stopGradient();
            plain.attach(scope);
            return plain;
        }

        @Override
        public TokenScores scores() {
            return scores;
        }

        @Override
        public void backward(float[] logProbGradient, float @Nullable [] entropyGradient) {
            if (done) {
                throw new RlvrException("backward runs once per forward pass");
            }
            checkLength("log-prob", logProbGradient);
            if (entropyGradient != null) {
                checkLength("entropy", entropyGradient);
            }
            done = true;
            NDList gradients = headBackward(logProbGradient, entropyGradient);
            if (model.trainsHead()) {
                model.addGradient(tensors.head(), gradients.get(1));
            }
            if (!Gradients.tracked(x)) {
                return; // nothing below the head is trained
            }
            Gradients.backward(x, gradients.get(0));
            if (checkpointLayers) {
                backwardThroughLayers();
            }
        }

        private void checkLength(String of, float[] gradient) {
            if (gradient.length != scores.logProbs().length) {
                throw new RlvrException("the " + of + " gradient has " + gradient.length
                        + " elements, but the batch has " + scores.logProbs().length + " completion tokens");
            }
        }

        private NDList headBackward(float[] logProbGradient, float @Nullable [] entropyGradient) {
            NDArray entropy = entropyGradient == null
                    ? Tensors.absent(scope)
                    : Tensors.floats(scope, entropyGradient, entropyGradient.length);
            NDList results = transformer
                    .program()
                    .autograd("head_backward")
                    .tensor(detached(x))
                    .tensor(detached(tensors.head()))
                    .tensor(batch.targets())
                    .tensor(temperature)
                    .tensor(head.get(1))
                    .tensor(head.get(2))
                    .tensor(Tensors.floats(scope, logProbGradient, logProbGradient.length))
                    .tensor(entropy)
                    .tensor(model.trainsHead() ? scope.ones(new ai.djl.ndarray.types.Shape(1)) : Tensors.absent(scope))
                    .run(scope);
            return results;
        }

        /** Recomputes each layer with recording, from the last to the first, and passes the gradient down. */
        private void backwardThroughLayers() {
            NDArray down = gradient(java.util.Objects.requireNonNull(xInput));
            for (int layer = base.config().layers() - 1; layer >= 0; layer--) {
                try (NDManager inner = scope.newSubManager();
                        Gradients.Mode on = Gradients.recording(true)) {
                    NDArray input = Gradients.leaf(inputs.get(layer), inner);
                    Gradients.backward(layer(input, layer, inner), down);
                    down = gradient(input);
                }
            }
            if (model.trainsEmbedding()) {
                try (Gradients.Mode on = Gradients.recording(true)) {
                    Gradients.backward(transformer.embed(batch, tensors, scope), down);
                }
            }
        }

        private NDArray gradient(NDArray leaf) {
            return java.util.Objects.requireNonNull(Gradients.of(leaf, scope), "a layer's input has no gradient");
        }

        @Override
        public void close() {
            scope.close();
        }
    }
}
