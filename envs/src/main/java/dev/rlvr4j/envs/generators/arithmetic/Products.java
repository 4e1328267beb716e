package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.List;

/** Generator {@code products}: {@code 12*34=}. Size: digits in all. */
public final class Products implements Generator<Products.Settings> {
    /**
     * How long a product is.
     *
     * @param minTerms fewest factors
     * @param maxTerms most factors
     * @param minDigits fewest digits of a factor
     * @param maxDigits most digits of a factor
     */
    public record Settings(int minTerms, int maxTerms, int minDigits, int maxDigits) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 2, 20);
            Bounds.range("digits", minDigits, maxDigits, 1, 18);
        }
    }

    @Override
    public String name() {
        return "products";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 1, 2),
                new Settings(2, 2, 2, 3),
                new Settings(2, 3, 2, 4),
                new Settings(3, 5, 3, 6),
                new Settings(5, 12, 5, 10));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int terms = draws.between(settings.minTerms, settings.maxTerms);
        StringBuilder question = new StringBuilder();
        BigInteger product = BigInteger.ONE;
        int digits = 0;
        for (int i = 0; i < terms; i++) {
            int length = draws.between(settings.minDigits, settings.maxDigits);
            long factor = draws.digits(length);
            question.append(i == 0 ? "" : "*").append(factor);
            product = product.multiply(BigInteger.valueOf(factor));
            digits += length;
        }
        return Item.of(question.append('=').toString(), product, digits);
    }
}
