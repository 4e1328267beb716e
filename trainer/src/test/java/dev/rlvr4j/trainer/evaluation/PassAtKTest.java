package dev.rlvr4j.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.RlvrException;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.junit.jupiter.api.Test;

class PassAtKTest {
    @Test
    void worksTheNumbers() {
        assertThat(PassAtK.estimate(5, 2, 1)).isCloseTo(0.4, offset(1e-12));
        assertThat(PassAtK.estimate(5, 2, 2)).isCloseTo(0.7, offset(1e-12)); // 1 - C(3,2) / C(5,2) = 1 - 3/10
        assertThat(PassAtK.estimate(5, 2, 4)).isEqualTo(1);
        assertThat(PassAtK.estimate(5, 0, 5)).isZero();
    }

    @Test
    void agreesWithBinomialCoefficients() {
        for (int n = 1; n <= 20; n++) {
            for (int c = 0; c <= n; c++) {
                for (int k = 1; k <= n; k++) {
                    double wrong = k > n - c
                            ? 0
                            : CombinatoricsUtils.binomialCoefficientDouble(n - c, k)
                                    / CombinatoricsUtils.binomialCoefficientDouble(n, k);
                    assertThat(PassAtK.estimate(n, c, k)).isCloseTo(1 - wrong, offset(1e-9));
                }
            }
        }
    }

    @Test
    void refusesMoreThanWasDrawn() {
        assertThatThrownBy(() -> PassAtK.estimate(4, 1, 5)).isInstanceOf(RlvrException.class);
    }
}
