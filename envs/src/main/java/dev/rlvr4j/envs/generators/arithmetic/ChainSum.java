package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.List;

/** Generator {@code chain_sum}: sums and differences from left to right, {@code 17+38-25=}. Size: digits in all. */
public final class ChainSum implements Generator<ChainSum.Settings> {
    /**
     * How long a sum is.
     *
     * @param minTerms fewest terms
     * @param maxTerms most terms
     * @param minDigits fewest digits of a term
     * @param maxDigits most digits of a term
     */
    public record Settings(int minTerms, int maxTerms, int minDigits, int maxDigits) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 2, 100);
            Bounds.range("digits", minDigits, maxDigits, 1, 18);
        }
    }

    @Override
    public String name() {
        return "chain_sum";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 1, 2),
                new Settings(2, 3, 2, 3),
                new Settings(3, 5, 2, 4),
                new Settings(5, 8, 3, 6),
                new Settings(8, 12, 5, 10));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int terms = draws.between(settings.minTerms, settings.maxTerms);
        StringBuilder question = new StringBuilder();
        BigInteger sum = BigInteger.ZERO;
        int digits = 0;
        for (int i = 0; i < terms; i++) {
            int length = draws.between(settings.minDigits, settings.maxDigits);
            BigInteger term = BigInteger.valueOf(draws.digits(length));
            boolean minus = i > 0 && draws.coin();
            question.append(i == 0 ? "" : minus ? "-" : "+").append(term);
            sum = minus ? sum.subtract(term) : sum.add(term);
            digits += length;
        }
        return Item.of(question.append('=').toString(), sum, digits);
    }
}
