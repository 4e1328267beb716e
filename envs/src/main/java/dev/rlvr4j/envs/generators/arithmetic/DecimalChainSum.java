package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigDecimal;
import java.util.List;

/** Generator {@code decimal_chain_sum}: sums and differences of decimals, {@code 1.5+2.25-0.75=}. Size: digits in all. */
public final class DecimalChainSum implements Generator<DecimalChainSum.Settings> {
    /**
     * How long a sum is.
     *
     * @param minTerms fewest terms
     * @param maxTerms most terms
     * @param minDigits fewest digits before the point
     * @param maxDigits most digits before the point
     * @param minPlaces fewest digits behind the point
     * @param maxPlaces most digits behind the point
     */
    public record Settings(int minTerms, int maxTerms, int minDigits, int maxDigits, int minPlaces, int maxPlaces) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 2, 100);
            Bounds.range("digits", minDigits, maxDigits, 1, 10);
            Bounds.range("places", minPlaces, maxPlaces, 1, 8);
        }
    }

    @Override
    public String name() {
        return "decimal_chain_sum";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 1, 1, 1, 1),
                new Settings(2, 3, 1, 2, 1, 2),
                new Settings(3, 4, 2, 3, 1, 3),
                new Settings(4, 7, 3, 5, 2, 4),
                new Settings(7, 10, 5, 10, 4, 8));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int terms = draws.between(settings.minTerms, settings.maxTerms);
        StringBuilder question = new StringBuilder();
        BigDecimal sum = BigDecimal.ZERO;
        int digits = 0;
        for (int i = 0; i < terms; i++) {
            int places = draws.between(settings.minPlaces, settings.maxPlaces);
            int whole = draws.between(settings.minDigits, settings.maxDigits);
            BigDecimal term = BigDecimal.valueOf(draws.digits(whole))
                    .add(BigDecimal.valueOf(
                            draws.between(0L, BigDecimal.TEN.pow(places).longValue() - 1), places));
            boolean minus = i > 0 && draws.coin();
            question.append(i == 0 ? "" : minus ? "-" : "+").append(term.toPlainString());
            sum = minus ? sum.subtract(term) : sum.add(term);
            digits += whole + places;
        }
        BigDecimal shortest = sum.signum() == 0 ? BigDecimal.ZERO : sum.stripTrailingZeros();
        return Item.of(question.append('=').toString(), shortest.toPlainString(), digits);
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Answers.number(answer, task.reference());
    }
}
