package dev.rlvr4j.core.spectral;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Program;
import java.util.List;
import java.util.Map;

/** {@code programs/spectral.py}, its settings, and its results as Java numbers. */
final class SpectralProgram implements AutoCloseable {
    /** Largest k, the dimension of the principal spaces that are compared. */
    static final int PRINCIPAL = 16;
    /** Left singular vectors of W1 that may be intruders, and the cosine below which one is (Shuttleworth et al. 2024). */
    static final int INTRUDER_CANDIDATES = 10;

    private static final double INTRUDER_THRESHOLD = 0.5;
    /** Relative difference of two weights that still counts as none. */
    private static final double TOLERANCE = 1e-3;

    private final Program program;

    SpectralProgram(Device device) {
        program = Program.load("spectral", Map.of(), device);
    }

    /** k: 16, or a quarter of the smaller side where that is less; at least 1. */
    static int k(long out, long in) {
        return (int) Math.max(1, Math.min(PRINCIPAL, Math.min(out, in) / 4));
    }

    /**
     * A change D of a weight.
     *
     * @param values its singular values, the largest first; those left out are zero
     * @param principal |U_k' D|_F², U_k the base's first k left singular vectors
     */
    record Change(double[] values, double principal) {}

    /** W1 against W0. Angles in degrees. */
    record Difference(double leftAngle, double rightAngle, double intruders, double unchanged, double shift) {}

    BaseSpectrum decompose(NDArray weight, NDManager scope) {
        NDList parts = program.inference("decompose")
                .tensor(weight)
                .integer(k(weight.getShape().get(0), weight.getShape().get(1)))
                .run(scope);
        return new BaseSpectrum(parts.get(0), parts.get(1), parts.get(2));
    }

    boolean finite(List<NDArray> arrays) {
        return program.inference("finite").tensors(arrays).ask();
    }

    /** The change {@code D' = P Q}. */
    Change lowRank(NDArray p, NDArray q, BaseSpectrum base, NDManager scope) {
        return change(program.inference("low_rank").tensor(p).tensor(q), base, scope);
    }

    /** The change {@code D = W1 - W0}. */
    Change dense(NDArray before, NDArray after, BaseSpectrum base, NDManager scope) {
        return change(program.inference("dense").tensor(before).tensor(after), base, scope);
    }

    private static Change change(Program.Call call, BaseSpectrum base, NDManager scope) {
        NDList parts = call.tensor(base.left()).integer(base.k()).run(scope);
        return new Change(parts.get(0).toDoubleArray(), parts.get(1).getDouble());
    }

    /** {@code W0 + (P Q)'}, float64. */
    NDArray edited(NDArray weight, NDArray p, NDArray q, NDManager scope) {
        return program.inference("edited")
                .tensor(weight)
                .tensor(p)
                .tensor(q)
                .run(scope)
                .get(0);
    }

    Difference compare(NDArray before, NDArray after, BaseSpectrum base, NDManager scope) {
        double[] figures = program.inference("compare")
                .tensor(before)
                .tensor(after)
                .tensor(base.left())
                .tensor(base.values())
                .tensor(base.right())
                .integer(INTRUDER_CANDIDATES)
                .number(INTRUDER_THRESHOLD)
                .number(TOLERANCE)
                .run(scope)
                .get(0)
                .toDoubleArray();
        return new Difference(figures[0], figures[1], figures[2], figures[3], figures[4]);
    }

    @Override
    public void close() {
        program.close();
    }
}
