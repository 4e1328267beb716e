package dev.rlvr4j.core.optim;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Muon (Jordan et al. 2024) for matrices: the momentum with all its singular values brought near 1, by five Newton-Schulz steps
 * in float32. Vectors, embeddings and the head, for which it is not meant, take AdamW at the same learning rate.
 *
 * <p>A matrix {@code [out, in]} steps by the learning rate times the scale's factor; see {@link Scale}.
 *
 * @param momentum decay of the mean of gradients, in [0, 1)
 * @param nesterov whether the step mixes the new gradient in once more
 * @param scale how steps depend on the shape of a matrix
 * @param weightDecay decoupled decay per unit of learning rate, at least 0; of AdamW's tensors too
 * @param beta1 of AdamW
 * @param beta2 of AdamW
 * @param epsilon of AdamW
 */
public record Muon(
        double momentum, boolean nesterov, Scale scale, double weightDecay, double beta1, double beta2, double epsilon)
        implements Optimizer {
    public static final Muon DEFAULT = new Muon(0.95, true, Scale.MATCH_ADAMW, 0, 0.9, 0.999, 1e-8);

    private static final Pattern EMBEDDING_OR_HEAD = Pattern.compile("(^|\\.)(embed_tokens|lm_head)\\.");

    /** The factor on the learning rate of a matrix {@code [out, in]}. */
    public enum Scale {
        /** {@code 0.2 sqrt(max(out, in))}: steps as long as AdamW's, so its learning rates fit (Liu et al. 2025, "Muon is Scalable"). */
        MATCH_ADAMW {
            @Override
            double factor(double out, double in) {
                return 0.2 * Math.sqrt(Math.max(out, in));
            }
        },
        /** {@code sqrt(max(1, out / in))}: Keller Jordan's; learning rates are around 0.02. */
        ORIGINAL {
            @Override
            double factor(double out, double in) {
                return Math.sqrt(Math.max(1, out / in));
            }
        };

        abstract double factor(double out, double in);
    }

    public Muon {
        Ranges.share("momentum", momentum);
        var unused = new AdamW(beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public String name() {
        return "muon";
    }

    @Override
    public Muon withWeightDecay(double decay) {
        return new Muon(momentum, nesterov, scale, decay, beta1, beta2, epsilon);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        List<Parameter> others = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (isMatrix(parameter)) {
                step(parameter, state, learningRate);
            } else {
                others.add(parameter);
            }
        }
        if (!others.isEmpty()) {
            new AdamW(beta1, beta2, epsilon, weightDecay).step(others, state, learningRate);
        }
    }

    private static boolean isMatrix(Parameter parameter) {
        return parameter.value().getShape().dimension() == 2
                && !EMBEDDING_OR_HEAD.matcher(parameter.name()).find();
    }

    private void step(Parameter matrix, OptimizerState state, double learningRate) {
        Shape shape = matrix.value().getShape();
        state.run(state.program("muon")
                .tensor(matrix.value())
                .tensor(matrix.gradient())
                .tensor(state.floats(matrix, "momentum", shape.getShape()))
                .number(learningRate)
                .number(learningRate * scale.factor(shape.get(0), shape.get(1)))
                .number(momentum)
                .flag(nesterov)
                .number(weightDecay));
    }
}
