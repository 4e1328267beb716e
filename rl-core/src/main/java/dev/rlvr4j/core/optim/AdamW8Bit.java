package dev.rlvr4j.core.optim;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.quant.DynamicMap;
import java.util.ArrayList;
import java.util.List;

/**
 * AdamW whose moments take 8 bits a scalar (Dettmers et al. 2022, "8-bit Optimizers via Block-wise Quantization"): blocks of 256,
 * each with its largest magnitude as float32, and {@link DynamicMap}'s entries in between. Steps compute in float32.
 *
 * <p>One thing differs from the paper: a second moment above 0 is never rounded to 0, because a first moment that was not would
 * then be divided by epsilon alone.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay decoupled decay per unit of learning rate, at least 0
 * @param minimumSize tensors with fewer scalars keep float32 moments, as in bitsandbytes: they save little; at least 0
 */
public record AdamW8Bit(double beta1, double beta2, double epsilon, double weightDecay, int minimumSize)
        implements Optimizer {
    public static final AdamW8Bit DEFAULT = new AdamW8Bit(0.9, 0.999, 1e-8, 0, 4096);

    /** Scalars that share one largest magnitude. */
    static final int BLOCK = 256;

    public AdamW8Bit {
        var unused = new AdamW(beta1, beta2, epsilon, weightDecay);
        if (minimumSize < 0) {
            throw new InputException("minimum_size must not be negative, but is " + minimumSize);
        }
    }

    @Override
    public String name() {
        return "adamw_8bit";
    }

    @Override
    public AdamW8Bit withWeightDecay(double decay) {
        return new AdamW8Bit(beta1, beta2, epsilon, decay, minimumSize);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        List<Parameter> small = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (parameter.value().size() < minimumSize) {
                small.add(parameter);
            } else {
                step(parameter, state, learningRate);
            }
        }
        if (!small.isEmpty()) {
            new AdamW(beta1, beta2, epsilon, weightDecay).step(small, state, learningRate);
        }
    }

    private void step(Parameter parameter, OptimizerState state, double learningRate) {
        long blocks = (parameter.value().size() + BLOCK - 1) / BLOCK;
        NDArray firstCodes = state.bytes(parameter, "m8", blocks, BLOCK);
        NDArray firstLargest = state.floats(parameter, "m8max", blocks, 1);
        NDArray secondCodes = state.bytes(parameter, "v8", blocks, BLOCK);
        NDArray secondLargest = state.floats(parameter, "v8max", blocks, 1);
        state.run(state.program("adamw_8bit")
                .tensor(parameter.value())
                .tensor(parameter.gradient())
                .tensor(firstCodes)
                .tensor(firstLargest)
                .tensor(secondCodes)
                .tensor(secondLargest)
                .tensor(state.constant("signed", DynamicMap::signed))
                .tensor(state.constant("unsigned", DynamicMap::unsigned))
                .number(state.steps() + 1)
                .number(learningRate)
                .number(beta1)
                .number(beta2)
                .number(epsilon)
                .number(weightDecay));
    }
}
