package dev.rlvr4j.core.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Function;

/**
 * A matrix in a {@link Quantisation}, or several below each other, each quantised by itself. {@code programs/transformer.py}
 * says what the numbers stand for.
 *
 * @param codes of all weights, row by row: int8 {@code [n]}, or uint8 {@code [n / 2]} with the first of two in the upper half
 * @param scales of the blocks: float32 (int8), uint8 (NF4: entries of the dynamic map; NVFP4: bits of E4M3)
 * @param runs what runs of blocks share, {@code [m, k]} float32, the number of blocks last; without elements for int8
 */
public record QuantisedWeight(NDArray codes, NDArray scales, NDArray runs) {
    /** Matrices of the same width below each other; the parts are closed. */
    public static QuantisedWeight joined(List<QuantisedWeight> parts, NDManager scope) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        QuantisedWeight whole = new QuantisedWeight(
                joined(parts, QuantisedWeight::codes, scope),
                joined(parts, QuantisedWeight::scales, scope),
                joined(parts, QuantisedWeight::runs, scope));
        parts.forEach(QuantisedWeight::close);
        return whole;
    }

    private static NDArray joined(List<QuantisedWeight> parts, Function<QuantisedWeight, NDArray> of, NDManager scope) {
        NDArray first = of.apply(parts.get(0));
        if (first.size() == 0) {
            NDArray none = scope.create(first.getShape(), first.getDataType());
            return none;
        }
        NDArray whole = NDArrays.concat(new NDList(parts.stream().map(of).toList()), 0);
        whole.attach(scope);
        return whole;
    }

    /**
     * One of the matrices, as views owned by {@code scope}.
     *
     * @param rows of each matrix
     * @param index which one
     * @param in columns of all of them
     */
    public QuantisedWeight part(Quantisation quantisation, int[] rows, int index, int in, NDManager scope) {
        long before = 0;
        long runsBefore = 0;
        int block = quantisation.block(in);
        for (int i = 0; i < index; i++) {
            before += (long) rows[i] * in;
            runsBefore += quantisation.runs((long) rows[i] * in / block);
        }
        long after = before + (long) rows[index] * in;
        long runsAfter = runsBefore + quantisation.runs((long) rows[index] * in / block);
        return new QuantisedWeight(
                rows(codes, before / quantisation.perByte(), after / quantisation.perByte(), scope),
                rows(scales, before / block, after / block, scope),
                runs.size() == 0 ? runs : rows(runs, runsBefore, runsAfter, scope));
    }

    private static NDArray rows(NDArray array, long from, long to, NDManager scope) {
        NDArray part = array.get(from + ":" + to);
        part.attach(scope);
        return part;
    }

    private void close() {
        codes.close();
        scales.close();
        runs.close();
    }
}
