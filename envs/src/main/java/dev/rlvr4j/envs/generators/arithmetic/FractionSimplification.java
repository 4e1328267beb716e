package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Generator {@code fraction_simplification}: a fraction in lowest terms, {@code Simplify 12/18:}. The fraction asked for is
 * never in lowest terms already, so that repeating it is never right. Size: digits of numerator and denominator.
 */
public final class FractionSimplification implements Generator<FractionSimplification.Settings> {
    private static final String MIXED = "mixed";
    private static final List<String> STYLES = List.of("plain", "frac", "dfrac", "words");

    /**
     * Which fractions.
     *
     * @param maxValue largest numerator and denominator in lowest terms
     * @param maxFactor largest factor that both are multiplied with
     * @param style how it is written: {@code plain} (12/18), {@code frac} and {@code dfrac} (LaTeX), {@code words} (12 over
     *     18), or {@code mixed}
     */
    public record Settings(int maxValue, int maxFactor, String style) {
        public Settings {
            Bounds.within("max_value", maxValue, 2, 1_000_000_000);
            Bounds.within("max_factor", maxFactor, 2, 1_000_000_000);
            Bounds.oneOf("style", style, List.of("plain", "frac", "dfrac", "words", MIXED));
        }
    }

    @Override
    public String name() {
        return "fraction_simplification";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(15, 9, "plain"),
                new Settings(50, 20, "plain"),
                new Settings(200, 50, MIXED),
                new Settings(1_000, 200, MIXED),
                new Settings(10_000, 1_000, MIXED));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        Rational lowest = Rational.of(draws.between(1L, settings.maxValue), draws.between(2L, settings.maxValue));
        BigInteger factor = BigInteger.valueOf(draws.between(2L, settings.maxFactor));
        String above = lowest.numerator().multiply(factor).toString();
        String below = lowest.denominator().multiply(factor).toString();
        String style = settings.style.equals(MIXED) ? draws.of(STYLES) : settings.style;
        String fraction = switch (style) {
            case "plain" -> above + "/" + below;
            case "words" -> above + " over " + below;
            default -> "$\\" + style + "{" + above + "}{" + below + "}$";
        };
        return Item.of("Simplify " + fraction + ":", lowest, above.length() + below.length());
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Optional<Rational> value = answer.indexOf('.') >= 0 ? Optional.empty() : Literals.number(answer);
        if (value.isEmpty()) {
            return Answers.unreadable(answer, "a fraction");
        }
        int slash = answer.indexOf('/');
        boolean lowest = slash < 0
                || Literals.integer(answer.substring(slash + 1))
                        .filter(value.get().denominator()::equals)
                        .isPresent();
        return lowest
                ? Answers.compared(answer, value.get().toString().equals(task.reference()), task.reference())
                : Answers.wrong(answer, "it is not in lowest terms");
    }
}
