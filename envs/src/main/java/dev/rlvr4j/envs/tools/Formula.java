package dev.rlvr4j.envs.tools;

import java.math.BigInteger;

/** An arithmetic expression, evaluated while it is read (recursive descent, bounded depth). */
final class Formula {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_EXPONENT = 1000;

    private final String text;
    private int at;
    private int depth;

    Formula(String text) {
        this.text = text;
    }

    Fraction value() throws ToolException {
        Fraction value = sum();
        if (peek() != 0) {
            throw unexpected();
        }
        return value;
    }

    private Fraction sum() throws ToolException {
        if (++depth > MAX_DEPTH) {
            throw new ToolException("the expression is nested more than " + MAX_DEPTH + " deep");
        }
        Fraction value = product();
        while (peek() == '+' || peek() == '-') {
            value = text.charAt(at++) == '+'
                    ? value.plus(product())
                    : value.plus(product().negate());
        }
        depth--;
        return value;
    }

    private Fraction product() throws ToolException {
        Fraction value = signed();
        while (peek() == '*' || peek() == '/') {
            value = text.charAt(at++) == '*' ? value.times(signed()) : value.dividedBy(signed());
        }
        return value;
    }

    private Fraction signed() throws ToolException {
        boolean negative = false;
        while (peek() == '-' || peek() == '+') {
            negative ^= text.charAt(at++) == '-';
        }
        Fraction value = power();
        return negative ? value.negate() : value;
    }

    private Fraction power() throws ToolException {
        Fraction base = atom();
        if (peek() != '^') {
            return base;
        }
        at++;
        boolean negative = false;
        while (peek() == '-' || peek() == '+') {
            negative ^= text.charAt(at++) == '-';
        }
        Fraction exponent = atom();
        if (peek() == '^') {
            throw new ToolException("write a^(b^c) with parentheses");
        }
        if (!exponent.isWhole() || exponent.numerator().abs().compareTo(BigInteger.valueOf(MAX_EXPONENT)) > 0) {
            throw new ToolException("an exponent must be a whole number up to " + MAX_EXPONENT);
        }
        int power = exponent.numerator().intValue();
        return base.power(negative ? -power : power);
    }

    private Fraction atom() throws ToolException {
        if (peek() == '(') {
            at++;
            Fraction value = sum();
            if (peek() != ')') {
                throw unexpected();
            }
            at++;
            return value;
        }
        return number();
    }

    private Fraction number() throws ToolException {
        peek();
        int start = at;
        int point = -1;
        while (at < text.length() && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && point < 0))) {
            if (text.charAt(at) == '.') {
                point = at;
            }
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.equals(".")) {
            at = start;
            throw unexpected();
        }
        int decimals = point < 0 ? 0 : at - point - 1;
        return Fraction.of(new BigInteger(digits.replace(".", "")), BigInteger.TEN.pow(decimals));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The next character that is no blank; 0 at the end. */
    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private ToolException unexpected() {
        return new ToolException(
                at >= text.length()
                        ? "the expression is not complete"
                        : "the expression has an unexpected '" + text.charAt(at) + "' at character " + (at + 1));
    }
}
