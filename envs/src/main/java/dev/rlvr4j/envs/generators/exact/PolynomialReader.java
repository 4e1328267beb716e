package dev.rlvr4j.envs.generators.exact;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code [sign] term {sign term}} with {@code term = [number] [*] [x [^ exponent]] [/ number]}. */
final class PolynomialReader {
    private static final int MAX_CHARS = 10_000;
    private static final int MAX_EXPONENT = 9_999;

    private final String text;
    private final char variable;
    private int at;

    PolynomialReader(String text, char variable) {
        this.text = text.replace(" ", "");
        this.variable = variable;
    }

    Optional<Polynomial> read() {
        if (text.isEmpty() || text.length() > MAX_CHARS || text.indexOf(',') >= 0) {
            return Optional.empty();
        }
        Polynomial sum = Polynomial.ZERO;
        Set<Integer> seen = new HashSet<>();
        while (at < text.length()) {
            boolean minus = text.charAt(at) == '-';
            if (minus || text.charAt(at) == '+') {
                at++;
            } else if (at > 0) {
                return Optional.empty();
            }
            Term term = term();
            if (term == null || !seen.add(term.exponent)) {
                return Optional.empty();
            }
            sum = sum.plus(Polynomial.term(minus ? term.coefficient.negated() : term.coefficient, term.exponent));
        }
        return Optional.of(sum);
    }

    private record Term(Rational coefficient, int exponent) {}

    private @Nullable Term term() {
        Rational coefficient = Rational.ONE;
        boolean bracket = take('(');
        boolean number = at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.');
        if (number) {
            String digits = digits(true)
                    + (at + 1 < text.length() && text.charAt(at) == '/' && digit(text.charAt(at + 1)) ? slash() : "");
            Optional<Rational> read = Literals.number(digits);
            if (read.isEmpty()) {
                return null;
            }
            coefficient = read.get();
        }
        if (bracket && (!number || !take(')'))) {
            return null;
        }
        boolean times = number && take('*');
        boolean power = take(variable);
        if (!(number || power) || times && !power) {
            return null;
        }
        int exponent = power ? 1 : 0;
        if (power && take('^')) {
            boolean open = take('(');
            String digits = digits(false);
            if (!Literals.isDigits(digits)
                    || digits.length() > 4
                    || Integer.parseInt(digits) > MAX_EXPONENT
                    || open && !take(')')) {
                return null;
            }
            exponent = Integer.parseInt(digits);
        }
        if (power && take('/')) {
            Optional<Rational> divisor = Literals.number(digits(true));
            if (divisor.isEmpty() || divisor.get().signum() == 0) {
                return null;
            }
            coefficient = coefficient.over(divisor.get());
        }
        return new Term(coefficient, exponent);
    }

    private String slash() {
        at++;
        return "/" + digits(false);
    }

    private String digits(boolean point) {
        int start = at;
        while (at < text.length() && (digit(text.charAt(at)) || point && text.charAt(at) == '.')) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean take(char c) {
        boolean here = at < text.length() && text.charAt(at) == c;
        at += here ? 1 : 0;
        return here;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
