package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * LoRA-GA (Wang, Yu and Li 2024): {@code W' = W - s B0 A0 + s B A} where B and A start at B0 and A0 from singular vectors of the
 * gradient of W on some texts, so that the first step is near to that of full fine-tuning. As with PiSSA the base keeps its
 * weight, and it is written as a plain LoRA of rank 2r. Without data it is a LoRA.
 *
 * @param r rank, at least 1; the smaller side of a layer's weight is at least 2r
 * @param alpha numerator of the scale s = alpha / r, above 0
 * @param direction which singular vectors
 * @param size how long B and A start
 * @param gamma of {@link Size#STABLE}, above 0
 * @param targets the linear layers it sits on
 */
public record LoraGa(int r, double alpha, Direction direction, Size size, double gamma, TargetModules targets)
        implements SitewiseMethod, Calibrated {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String A0 = ".initial_A";
    private static final String B0 = ".initial_B";

    /** Which of the gradient's singular vectors A and B take, in PEFT's words. B's are times their singular values. */
    public enum Direction {
        /** A the first r, B the second r: the paper's. */
        AR_B2R,
        /** A the second r, B the first r. */
        A2R_BR,
        /** A every second of 2r, B the others. */
        AR_BR,
        /** Both the same r of 2r, drawn by the layer's name. */
        RANDOM
    }

    /** How long they start. */
    public enum Size {
        /** B times {@code out^(1/4) / sqrt(gamma)}. */
        STABLE,
        /** Both divided by s. */
        GD_SCALE,
        /** B so that its first singular value is the weight's. */
        WEIGHT_SVD,
        /** As they are. */
        UNIT
    }

    public LoraGa {
        var unused = new DecomposedLora(r, alpha, DecomposedLora.Part.QR, targets);
        if (!(gamma > 0) || !Double.isFinite(gamma)) {
            throw new InputException("LoRA-GA's gamma must be above 0, but is " + gamma);
        }
    }

    @Override
    public String name() {
        return "lora-ga";
    }

    /** The same tensors and the same map. */
    private DecomposedLora decomposed() {
        return new DecomposedLora(r, alpha, DecomposedLora.Part.QR, targets);
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        if (2 * r > Math.min(site.in(), site.out())) {
            throw new InputException("LoRA-GA takes 2 r singular vectors, but r is " + r + " and the gradient of "
                    + site.name() + " is " + site.out() + " x " + site.in());
        }
        return decomposed().shapes(site);
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(A) ? Noise.uniform(key, shape) : Noise.constant(shape, 0);
    }

    @Override
    public boolean trains(String tensor) {
        return decomposed().trains(tensor);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return decomposed().edit(base, tensors, scope);
    }

    @Override
    public Need needs() {
        return Need.GRADIENTS;
    }

    @Override
    public void calibrate(Base base, Calibration data, Map<String, NDArray> tensors, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        for (Site site : targets.choose(base.sites())) {
            try (NDManager temporary = scope.newSubManager()) {
                NDList parts = Maps.call("lora_ga", temporary)
                        .tensor(data.gradient(site, temporary))
                        .tensor(base.weight(site.name() + ".weight", temporary))
                        .tensor(Tensors.longs(temporary, chosen(site, true), r))
                        .tensor(Tensors.longs(temporary, chosen(site, false), r))
                        .run(temporary);
                NDArray a = on.scaled(temporary, parts.get(0), size == Size.GD_SCALE ? r / alpha : 1);
                NDArray b = on.scaled(temporary, parts.get(1), factor(site, parts.get(2)));
                for (String tensor : new String[] {A, A0}) {
                    on.overwrite(Objects.requireNonNull(tensors.get(site.name() + tensor)), a);
                }
                for (String tensor : new String[] {B, B0}) {
                    on.overwrite(Objects.requireNonNull(tensors.get(site.name() + tensor)), b);
                }
            }
        }
    }

    private double factor(Site site, NDArray ratio) {
        return switch (size) {
            case STABLE -> Math.pow(site.out(), 0.25) / Math.sqrt(gamma);
            case GD_SCALE -> r / alpha;
            case WEIGHT_SVD -> ratio.toFloatArray()[0];
            case UNIT -> 1;
        };
    }

    /** Indices of singular vectors. */
    private long[] chosen(Site site, boolean ofA) {
        return switch (direction) {
            case AR_B2R -> range(ofA ? 0 : r, 1);
            case A2R_BR -> range(ofA ? r : 0, 1);
            case AR_BR -> range(ofA ? 1 : 0, 2);
            case RANDOM -> random(CounterRandom.key(0, site.name()));
        };
    }

    private long[] range(int from, int step) {
        return IntStream.range(0, r).mapToLong(i -> from + (long) step * i).toArray();
    }

    private long[] random(long key) {
        long[] all = IntStream.range(0, 2 * r).asLongStream().toArray();
        for (int i = 0; i < r; i++) {
            int other = i + CounterRandom.below(key, i, 2 * r - i);
            long kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        return java.util.Arrays.copyOf(all, r);
    }
}
