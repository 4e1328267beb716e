package dev.rlvr4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import org.junit.jupiter.api.Test;

class BenchShapeTest {
    @Test
    void formatsPromiseWhatTheyAreKnownFor() {
        BenchShape wide = BenchShape.wide();
        assertThat(wide.formatBits(Quantisation.NF4, Precision.BFLOAT16)).isCloseTo(4.127, within(5e-4));
        assertThat(wide.formatBits(Quantisation.NVFP4, Precision.FLOAT32)).isEqualTo(4.5);
        assertThat(wide.formatBits(Quantisation.INT8, Precision.FLOAT32)).isBetween(8.01, 8.04);
        assertThat(wide.formatBits(Quantisation.NONE, Precision.BFLOAT16)).isEqualTo(16);
    }

    @Test
    void theWideShapeIsMostlyLinearLayers() {
        BenchShape wide = BenchShape.wide();
        assertThat(wide.linearWeights()).isBetween(45_000_000L, 55_000_000L);
        assertThat(wide.otherWeights()).isLessThan(wide.linearWeights() / 50);
        assertThat(wide.matmulWeights()).isGreaterThan(wide.linearWeights());
    }
}
