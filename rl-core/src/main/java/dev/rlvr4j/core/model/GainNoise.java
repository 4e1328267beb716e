package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Normal noise on the gains of the norms before attention and before the MLP: QeRL's adaptive quantisation noise (Huang et al.
 * 2025), which lets rollouts explore. Noise Z on a gain w is an input scale 1 + Z / w that q, k and v share, or gate and up.
 *
 * @param sigma its deviation, not negative
 * @param key of the noise
 */
public record GainNoise(double sigma, long key) {
    /** The places of the two norms among a layer's weights. */
    private static final List<Integer> NORMS = List.of(0, 5);

    /** A model's tensors with noise on them; what is new belongs to {@code owner}. */
    ModelTensors on(ModelTensors model, Precision precision, NDManager owner) {
        if (sigma == 0) {
            return model;
        }
        List<NDArray> weights = new ArrayList<>(model.weights());
        for (int at = 0; at < weights.size(); at += ModelTensors.WEIGHTS_PER_LAYER) {
            for (int norm : NORMS) {
                weights.set(
                        at + norm, noisy(weights.get(at + norm), CounterRandom.key(key, at + norm), precision, owner));
            }
        }
        return new ModelTensors(model.embedding(), model.head(), model.norm(), weights, model.edits(), model.virtual());
    }

    private NDArray noisy(NDArray gains, long own, Precision precision, NDManager owner) {
        float[] noise = new float[(int) gains.size()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (sigma * CounterRandom.normal(own, i));
        }
        Tensors on = Tensors.on(owner.getDevice());
        try (NDManager temporary = owner.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            NDArray clean = on.cast(temporary, on.copyOf(temporary, gains), Precision.FLOAT32);
            NDArray sum = clean.add(Tensors.floats(temporary, noise, noise.length));
            return on.copyOf(owner, on.cast(temporary, sum, precision));
        }
    }
}
