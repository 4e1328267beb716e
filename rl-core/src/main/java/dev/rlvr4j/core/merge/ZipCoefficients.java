package dev.rlvr4j.core.merge;

import java.util.ArrayList;
import java.util.List;

/**
 * The coefficients of one input in {@link ZipLora}, of the first and of the second adapter.
 *
 * @param first m1
 * @param second m2
 */
record ZipCoefficients(double first, double second) {
    private static final double PARALLEL = 1e-6;

    /**
     * The minimum of {@code u |(m1 - 1) a + m2 b|^2 + v |m1 a + (m2 - 1) b|^2 + penalty |m1 m2|} over m1 and m2, where u and v are
     * the shares of |a|^2 and |b|^2 in their sum. The function is a quadratic in each of the two halves where m1 m2 has one sign,
     * so its minimum is where one of them has its own, or on the border between them.
     *
     * @param aa |a|^2, a being the input's column of the first change
     * @param bb |b|^2
     * @param ab a . b
     */
    static ZipCoefficients best(double aa, double bb, double ab, double penalty) {
        if (aa + bb == 0) {
            return new ZipCoefficients(1, 1);
        }
        double u = aa / (aa + bb);
        double v = 1 - u;
        // Half the gradient is aa m1 + off m2 - right1 and off m1 + bb m2 - right2, with off = ab + sign(m1 m2) penalty
        // / 2.
        double right1 = u * aa + v * ab;
        double right2 = u * ab + v * bb;
        List<ZipCoefficients> candidates = new ArrayList<>();
        for (int sign = -1; sign <= 1; sign += 2) {
            double off = ab + sign * penalty / 2;
            double determinant = aa * bb - off * off;
            ZipCoefficients inside = new ZipCoefficients(
                    (right1 * bb - right2 * off) / determinant, (right2 * aa - right1 * off) / determinant);
            // No minimum where the determinant is negative; none worth its size where the columns are all but parallel.
            if (determinant > PARALLEL * aa * bb && sign * inside.first * inside.second > 0) {
                candidates.add(inside);
            }
        }
        candidates.add(new ZipCoefficients(aa > 0 ? right1 / aa : 0, 0));
        candidates.add(new ZipCoefficients(0, bb > 0 ? right2 / bb : 0));
        ZipCoefficients best = candidates.get(0);
        for (ZipCoefficients candidate : candidates) {
            if (candidate.loss(aa, bb, ab, penalty) < best.loss(aa, bb, ab, penalty)) {
                best = candidate;
            }
        }
        return best;
    }

    /** What {@link #best} makes smallest. */
    double loss(double aa, double bb, double ab, double penalty) {
        double u = aa / (aa + bb);
        double keepsFirst = square(first - 1, second, aa, bb, ab);
        double keepsSecond = square(first, second - 1, aa, bb, ab);
        return u * keepsFirst + (1 - u) * keepsSecond + penalty * Math.abs(first * second);
    }

    /** |x a + y b|^2. */
    private static double square(double x, double y, double aa, double bb, double ab) {
        return x * x * aa + 2 * x * y * ab + y * y * bb;
    }
}
