package dev.rlvr4j.trainer;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.concurrent.atomic.AtomicInteger;

/** Logits of the next token given the last one: the immutable adapter version of {@link BigramPolicy}. */
record BigramTable(double[] logits, int vocabulary, AdapterVersion version, AtomicInteger closed)
        implements CompiledAdapter {

    /** Log-softmax of the logits after a token, divided by the temperature. */
    static double[] logProbs(double[] logits, int vocabulary, int previous, double temperature) {
        double[] z = new double[vocabulary];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < vocabulary; j++) {
            z[j] = logits[previous * vocabulary + j] / temperature;
            max = Math.max(max, z[j]);
        }
        double sum = 0;
        for (int j = 0; j < vocabulary; j++) {
            sum += Math.exp(z[j] - max);
        }
        double logSum = max + Math.log(sum);
        for (int j = 0; j < vocabulary; j++) {
            z[j] -= logSum;
        }
        return z;
    }

    @Override
    public long byteSize() {
        return 8L * logits.length;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
