package dev.rlvr4j.rewards.math;

import ch.obermuhlner.math.big.BigComplex;
import dev.rlvr4j.core.loop.CounterRandom;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ladder: whether two expressions have one value. Same tree; exact rational numbers; rational functions over a finite field,
 * confirmed exactly at a point; complex doubles at several points; 50 digits. Each rung either decides or hands on.
 */
final class Scalars {
    private static final long SEED = CounterRandom.key(0x4d617468L, "ladder");
    private static final int FIELD_POINTS = 2;
    private static final int DOUBLE_POINTS = 4;
    private static final int TRIES = 16;
    private static final int INTEGER_POINTS = 6;
    private static final int MAX_SHOWN = 12;
    private static final long[] FURTHER_OUT = {4, 30, 250};
    private static final MathContext SIXTY = new MathContext(60);
    private static final MathContext MORE = new MathContext(110);
    private static final int COST_OF_DIGITS = 150;

    private final Budget budget;
    private final int places;

    /** @param places decimal places to which an answer may be rounded where the reference has no short decimal */
    Scalars(Budget budget, int places) {
        this.budget = budget;
        this.places = places;
    }

    boolean equal(Tree gold, Tree answer) {
        budget.tick();
        if (Canonical.of(gold).equals(Canonical.of(answer))) {
            return true;
        }
        if (gold.has(Tree.Const.class) && isInfinite(gold) || answer.has(Tree.Const.class) && isInfinite(answer)) {
            return infinity(gold) != 0 && infinity(gold) == infinity(answer);
        }
        try {
            return climb(gold, answer);
        } catch (Outside.Undefined | Outside.NotHere e) {
            return false;
        }
    }

    private boolean climb(Tree gold, Tree answer) {
        Fraction exactGold = Rationals.valueOrNull(gold, budget);
        Fraction exactAnswer = Rationals.valueOrNull(answer, budget);
        boolean rounded = isDecimal(gold) || isDecimal(answer);
        if (exactGold != null && exactAnswer != null) {
            return exactGold.equals(exactAnswer)
                    || rounded
                            && !exactGold.hasPlaces(places)
                            && round(exactGold).equals(round(exactAnswer))
                            && tells(exactGold);
        }
        Set<String> names = new TreeSet<>();
        Evaluator.names(gold, names);
        Evaluator.names(answer, names);
        Boolean same = overField(gold, answer, names);
        if (same == null) {
            same = names.isEmpty()
                    ? constants(gold, answer, rounded, exactGold, exactAnswer)
                    : Boolean.valueOf(functions(gold, answer, names));
        }
        return same || readsLogAsNatural(gold, answer) && climb(natural(gold), natural(answer));
    }

    // ---- infinity ----

    static boolean isInfinite(Tree tree) {
        if (tree == Tree.Const.INFINITY) {
            return true;
        }
        for (Tree child : tree.children()) {
            if (isInfinite(child)) {
                return true;
            }
        }
        return false;
    }

    /** 1 or −1 for infinity written with its sign, 0 for anything else. */
    static int infinity(Tree tree) {
        if (tree == Tree.Const.INFINITY) {
            return 1;
        }
        return tree instanceof Tree.Product p
                        && p.children().size() == 2
                        && p.children().get(0).equals(Tree.num(-1))
                        && p.children().get(1) == Tree.Const.INFINITY
                ? -1
                : 0;
    }

    // ---- decimals ----

    /** Whether an answer is one decimal as written, with its sign and percent. */
    private static boolean isDecimal(Tree tree) {
        if (tree instanceof Tree.Percent p) {
            return isDecimal(p.of());
        }
        return tree instanceof Tree.Num n && n.decimal();
    }

    private BigDecimal round(Fraction value) {
        return value.rounded(places);
    }

    /** Whether rounding leaves enough digits to tell the value from others. */
    private boolean tells(Fraction value) {
        return tells(round(value));
    }

    private boolean tells(BigDecimal rounded) {
        return rounded.signum() != 0 && rounded.precision() >= places - 2;
    }

    // ---- rational functions ----

    /** Null where the field cannot say. */
    private @Nullable Boolean overField(Tree gold, Tree answer, Set<String> names) {
        if (names.isEmpty() || Field.degree(gold, budget) + Field.degree(answer, budget) > Bounds.DEGREE) {
            return null;
        }
        try {
            int good = 0;
            for (int i = 0; i < TRIES && good < FIELD_POINTS; i++) {
                Map<String, Long> point = new HashMap<>();
                int j = 0;
                for (String name : names) {
                    long bits = CounterRandom.bits(CounterRandom.key(SEED, i), j++) >>> 3;
                    point.put(name, 1 + bits % (Field.MODULUS - 1));
                }
                Evaluator<Long> evaluator = new Evaluator<>(Field.INSTANCE, point, budget, 1);
                try {
                    if (!evaluator.value(gold).equals(evaluator.value(answer))) {
                        return false;
                    }
                    good++;
                } catch (Outside.Undefined e) {
                    budget.tick();
                }
            }
            return good < FIELD_POINTS ? null : agreeExactly(gold, answer, names, 1);
        } catch (Outside.NotHere e) {
            return has(gold, Function.FACTORIAL)
                            || has(gold, Function.BINOMIAL)
                            || has(answer, Function.FACTORIAL)
                            || has(answer, Function.BINOMIAL)
                    ? agreeExactly(gold, answer, names, INTEGER_POINTS)
                    : null;
        }
    }

    /**
     * Equality at points of small integers: two functions that differ by a multiple of the modulus part here, and factorials have
     * values. Null where there is none at as many points as are asked for.
     */
    private @Nullable Boolean agreeExactly(Tree gold, Tree answer, Set<String> names, int points) {
        int good = 0;
        for (int i = 0; i < TRIES && good < points; i++) {
            Map<String, Fraction> point = new HashMap<>();
            int j = 0;
            for (String name : names) {
                point.put(name, Fraction.of(2 + CounterRandom.below(CounterRandom.key(SEED, 100L + i), j++, 40)));
            }
            try {
                Fraction x = Rationals.valueOrNull(gold, point, budget);
                Fraction y = Rationals.valueOrNull(answer, point, budget);
                if (x == null || y == null) {
                    return null;
                }
                if (!x.equals(y)) {
                    return false;
                }
                good++;
            } catch (Outside.Undefined | Outside.Exceeded e) {
                budget.tick();
            }
        }
        return good < points ? null : Boolean.TRUE;
    }

    // ---- numbers ----

    /** Whether a decimal is a value rounded to the places it has, of which there are at least two. */
    boolean roundsTo(Tree value, Tree decimal) {
        if (!(decimal instanceof Tree.Num d) || !d.decimal() || value instanceof Tree.Num n && n.decimal()) {
            return false;
        }
        try {
            double near = new Evaluator<>(new Doubles(false), Map.of(), budget, 1)
                    .value(value)
                    .re();
            int shown = 0;
            while (shown < MAX_SHOWN && !d.value().hasPlaces(shown)) {
                shown++;
            }
            double exact = d.value().decimal(MathContext.DECIMAL64).doubleValue();
            return shown >= 2 && Math.abs(near - exact) <= 0.5001 * Math.pow(10, -shown);
        } catch (Outside.Undefined | Outside.NotHere e) {
            return false;
        }
    }

    private boolean constants(
            Tree gold, Tree answer, boolean rounded, @Nullable Fraction exactGold, @Nullable Fraction exactAnswer) {
        if (rounded && exactGold != null && exactGold.hasPlaces(places)) {
            return false;
        }
        Doubles doubles = new Doubles(false);
        Evaluator<Complex> evaluator = new Evaluator<>(doubles, Map.of(), budget, 1);
        Complex x = evaluator.value(gold);
        Complex y = evaluator.value(answer);
        if (rounded) {
            if (!x.isReal() || !y.isReal() || Math.abs(x.re()) > 1e9) {
                return false;
            }
            BigDecimal a = exactGold != null ? round(exactGold) : round(x.re());
            BigDecimal b = exactAnswer != null ? round(exactAnswer) : round(y.re());
            return a.equals(b) && tells(a);
        }
        return !refuted(x, y, doubles.peak()) && agreesInDigits(gold, answer, Map.of(), false);
    }

    private BigDecimal round(double value) {
        return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN);
    }

    private static boolean refuted(Complex x, Complex y, double peak) {
        double difference = x.minus(y).abs();
        return difference > 1e-9 * Math.max(x.abs(), y.abs()) && difference > 1e-11 * peak;
    }

    private boolean functions(Tree gold, Tree answer, Set<String> names) {
        int good = 0;
        int confirmed = 0;
        for (int i = 0; i < TRIES && (good < DOUBLE_POINTS || confirmed == 0); i++) {
            Map<String, Fraction> point = point(names, i);
            Doubles arithmetic = new Doubles(true);
            Evaluator<Complex> evaluator = new Evaluator<>(arithmetic, doubles(point), budget, 1);
            try {
                if (refuted(evaluator.value(gold), evaluator.value(answer), arithmetic.peak())) {
                    return false;
                }
                good++;
            } catch (Outside.Undefined e) {
                continue;
            }
            if (good >= DOUBLE_POINTS - 1 && confirmed == 0) {
                if (!agreesInDigits(gold, answer, point, true)) {
                    return false;
                }
                confirmed++;
            }
        }
        return good >= DOUBLE_POINTS && confirmed > 0 && !differsFurtherOut(gold, answer, names);
    }

    /** Whether two functions part far from 0, as |2 − x| and 2 − x do; what doubles find there must hold in digits too. */
    private boolean differsFurtherOut(Tree gold, Tree answer, Set<String> names) {
        for (int i = 0; i < 2 * FURTHER_OUT.length; i++) {
            Fraction scale = Fraction.of(FURTHER_OUT[i / 2]);
            boolean negative = i % 2 == 1;
            Map<String, Fraction> point = new HashMap<>();
            int j = 0;
            for (Map.Entry<String, Fraction> near : new TreeMap<>(point(names, 0)).entrySet()) {
                Fraction value = near.getValue().multiply(scale);
                point.put(near.getKey(), negative && j++ % 2 == 0 ? value.negate() : value);
            }
            Doubles arithmetic = new Doubles(true);
            Evaluator<Complex> evaluator = new Evaluator<>(arithmetic, doubles(point), budget, 1);
            try {
                if (refuted(evaluator.value(gold), evaluator.value(answer), arithmetic.peak())
                        && !agreesInDigits(gold, answer, point, true)) {
                    return true;
                }
            } catch (Outside e) { // no value there, or too large a one; a deadline that passed is noticed by the next
                // tick
                budget.tick();
            }
        }
        return false;
    }

    private static Map<String, Complex> doubles(Map<String, Fraction> point) {
        Map<String, Complex> doubles = new HashMap<>();
        point.forEach((name, value) -> doubles.put(
                name, Complex.of(value.decimal(MathContext.DECIMAL64).doubleValue())));
        return doubles;
    }

    /** Values of 20 bits behind the point, by turns below 1, right above it, and up to 3; some negative. */
    private static Map<String, Fraction> point(Set<String> names, int round) {
        Map<String, Fraction> point = new HashMap<>();
        int j = 0;
        for (String name : names) {
            long bits = CounterRandom.bits(CounterRandom.key(SEED, 200L + round), j) >>> 44;
            Fraction unit = Fraction.of(java.math.BigInteger.valueOf(bits | 1), java.math.BigInteger.ONE.shiftLeft(20));
            Fraction value = switch (round % 4) {
                case 1 -> unit.divide(Fraction.of(1024)).add(Fraction.ONE);
                case 3 -> unit;
                default -> unit.multiply(Fraction.of(3)).add(Fraction.ONE.divide(Fraction.of(7)));
            };
            point.put(name, round % 3 == 2 && (round / 3 + j) % 2 == 0 || round % 5 == 4 ? value.negate() : value);
            j++;
        }
        return point;
    }

    /** Whether two values agree to 45 digits; where the leading digits cancel, whether more digits bring them closer. */
    private boolean agreesInDigits(Tree gold, Tree answer, Map<String, Fraction> point, boolean principalRoots) {
        BigDecimal[] first = distance(gold, answer, point, principalRoots, SIXTY);
        if (first[0].compareTo(first[1].scaleByPowerOfTen(-45)) <= 0) {
            return true;
        }
        if (first[0].compareTo(BigDecimal.ONE.scaleByPowerOfTen(-8)) > 0) {
            return false;
        }
        BigDecimal[] second = distance(gold, answer, point, principalRoots, MORE);
        return second[0].compareTo(first[0].scaleByPowerOfTen(-30)) <= 0;
    }

    /** How far two values lie apart, and the size of the larger. */
    private BigDecimal[] distance(
            Tree gold, Tree answer, Map<String, Fraction> point, boolean principalRoots, MathContext digits) {
        FiftyDigits arithmetic = new FiftyDigits(principalRoots, digits);
        Map<String, BigComplex> values = new HashMap<>();
        point.forEach((name, value) -> values.put(name, arithmetic.rational(value)));
        Evaluator<BigComplex> evaluator =
                new Evaluator<>(arithmetic, values, budget, COST_OF_DIGITS * (digits == MORE ? 3 : 1));
        try {
            BigComplex x = evaluator.value(gold);
            BigComplex y = evaluator.value(answer);
            return new BigDecimal[] {
                x.subtract(y, digits).abs(digits), x.abs(digits).max(y.abs(digits))
            };
        } catch (ArithmeticException e) {
            throw new Outside.Undefined("no value: " + e.getMessage());
        }
    }

    // ---- logarithms ----

    /** Where one side writes ln and the other log without a base, log may mean ln. */
    private static boolean readsLogAsNatural(Tree gold, Tree answer) {
        return has(gold, Function.LOG_PLAIN) != has(answer, Function.LOG_PLAIN)
                && (has(gold, Function.LN) || has(answer, Function.LN));
    }

    private static boolean has(Tree tree, Function function) {
        if (tree instanceof Tree.Fn f && f.name() == function) {
            return true;
        }
        for (Tree child : tree.children()) {
            if (has(child, function)) {
                return true;
            }
        }
        return false;
    }

    private static Tree natural(Tree tree) {
        return tree.map(t ->
                t instanceof Tree.Fn f && f.name() == Function.LOG_PLAIN ? new Tree.Fn(Function.LN, f.children()) : t);
    }
}
