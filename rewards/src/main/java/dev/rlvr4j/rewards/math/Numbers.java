package dev.rlvr4j.rewards.math;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads numbers: decimals, repeating decimals, mixed numbers, numerals of another base. */
final class Numbers {
    /** By base; no numeral has base 0 or 1. */
    private static final List<String> BASES = List.of(
            "",
            "",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen");

    private final Cursor cursor;
    private final Expressions expressions;
    private final Commands commands;

    Numbers(Cursor cursor, Expressions expressions, Commands commands) {
        this.cursor = cursor;
        this.expressions = expressions;
        this.commands = commands;
    }

    /** The number that stands here. */
    Tree read() {
        Token token = cursor.next();
        String literal = token.text();
        Token follows = cursor.peek();
        if (follows.kind() == Token.Kind.WORD
                && cursor.peek(1).isSign("_")
                && isBaseDigits(follows)
                && !literal.contains(".")) {
            cursor.next();
            literal += follows.text();
            follows = cursor.peek();
        }
        if (follows.isSign("_")) {
            cursor.next();
            return based(literal, expressions.script());
        }
        if (repeats(follows) && literal.contains(".")) {
            cursor.next();
            cursor.expect(Token.Kind.SIGN, "{");
            String period = cursor.next().text();
            cursor.expect(Token.Kind.SIGN, "}");
            return new Tree.Num(repeating(literal, period), false);
        }
        if (literal.contains(".") && dots()) {
            String period = period(literal);
            return new Tree.Num(repeating(literal, period), false);
        }
        Tree.Num number = new Tree.Num(decimal(literal), literal.contains("."));
        Tree mixed = literal.contains(".") ? null : mixed(number);
        return mixed == null ? number : mixed;
    }

    /** Takes the dots of {@code 0.333...}, if there are any. */
    private boolean dots() {
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.COMMAND && token.text().endsWith("dots")) {
            cursor.next();
            return true;
        }
        boolean three = token.isSign(".")
                && cursor.peek(1).isSign(".")
                && cursor.peek(2).isSign(".");
        for (int i = 0; three && i < 3; i++) {
            cursor.next();
        }
        return three;
    }

    /** The digits that repeat: one that ends a decimal three times, or two or three that end it twice. */
    private static String period(String literal) {
        String places = literal.substring(literal.indexOf('.') + 1);
        for (int length = 1; length <= 3; length++) {
            String last = places.substring(Math.max(0, places.length() - length));
            if (places.endsWith(last.repeat(length == 1 ? 3 : 2))) {
                return last;
            }
        }
        throw new Outside.Unreadable("a decimal goes on that does not repeat");
    }

    private static boolean isBaseDigits(Token token) {
        return !token.spaced() && token.text().chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }

    private static boolean repeats(Token token) {
        return token.isCommand("overline") || token.isCommand("dot") || token.isCommand("bar");
    }

    /** A numeral of the base written below it, as a number or in words. */
    static Tree based(String digits, Tree written) {
        Tree base = written instanceof Tree.Words w ? Tree.num(BASES.indexOf(w.text())) : written;
        if (base instanceof Tree.Num n
                && n.value().isInteger()
                && n.value().numerator().bitLength() < 7) {
            int radix = n.value().numerator().intValue();
            if (radix >= Character.MIN_RADIX && radix <= Character.MAX_RADIX && allDigits(digits, radix)) {
                BigInteger value = new BigInteger(digits, radix);
                return new Tree.Based(value.toString(radix).toUpperCase(Locale.ROOT), radix);
            }
        }
        throw new Outside.Unreadable("'" + digits + "' is no number in the base written below it");
    }

    private static boolean allDigits(String digits, int radix) {
        return digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
    }

    static Fraction decimal(String literal) {
        int mark = Math.max(literal.indexOf('e'), literal.indexOf('E'));
        String mantissa = mark < 0 ? literal : literal.substring(0, mark);
        int exponent = mark < 0 ? 0 : Integer.parseInt(literal.substring(mark + 1));
        int point = mantissa.indexOf('.');
        String digits = point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
        int places = (point < 0 ? 0 : mantissa.length() - point - 1) - exponent;
        BigInteger value = new BigInteger(digits.isEmpty() ? "0" : digits);
        return places >= 0
                ? Fraction.of(value, BigInteger.TEN.pow(places))
                : Fraction.of(value.multiply(BigInteger.TEN.pow(-places)), BigInteger.ONE);
    }

    private static Fraction repeating(String literal, String period) {
        if (period.isEmpty() || !period.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Outside.Unreadable("a repeating part must be digits");
        }
        int places = literal.length() - literal.indexOf('.') - 1;
        BigInteger nines = BigInteger.TEN.pow(period.length()).subtract(BigInteger.ONE);
        Fraction tail = Fraction.of(new BigInteger(period), nines.multiply(BigInteger.TEN.pow(places)));
        return decimal(literal.endsWith(".") ? literal + "0" : literal).add(tail);
    }

    /** {@code 2\frac13} and {@code 7 3/4}: an integer and a proper fraction of integers; null if that does not follow. */
    private @Nullable Tree mixed(Tree.Num whole) {
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.NUMBER
                && token.spaced()
                && cursor.peek(1).isSign("/")) {
            Token under = cursor.peek(2);
            if (under.kind() == Token.Kind.NUMBER && isDigits(token.text()) && isDigits(under.text())) {
                Fraction part = Fraction.of(new BigInteger(token.text()), new BigInteger(under.text()));
                if (part.compareTo(Fraction.ONE) < 0) {
                    cursor.next();
                    cursor.next();
                    cursor.next();
                    return mixedNumber(whole, Tree.num(0), part, token.text(), under.text());
                }
            }
            return null;
        }
        if (!commands.isFraction(token)) {
            return null;
        }
        Tree fraction = commands.read();
        if (fraction instanceof Tree.Ratio r
                && r.over() instanceof Tree.Num over
                && r.under() instanceof Tree.Num under
                && over.value().sign() > 0
                && over.value().compareTo(under.value()) < 0) {
            return new Tree.Sum(List.of(whole, fraction));
        }
        return new Tree.Product(List.of(whole, fraction));
    }

    private static Tree mixedNumber(Tree.Num whole, Tree zero, Fraction part, String over, String under) {
        Tree ratio = new Tree.Ratio(
                new Tree.Num(Fraction.of(new BigInteger(over), BigInteger.ONE), false),
                new Tree.Num(Fraction.of(new BigInteger(under), BigInteger.ONE), false));
        return part.sign() == 0 ? new Tree.Sum(List.of(whole, zero)) : new Tree.Sum(List.of(whole, ratio));
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
