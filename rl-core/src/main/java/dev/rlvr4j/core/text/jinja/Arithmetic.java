package dev.rlvr4j.core.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators on numbers, strings and lists, as in Python. Integers have 64 bits; beyond that is an error. */
final class Arithmetic {
    private Arithmetic() {}

    static Object apply(String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            budget.length((long) a.length() + b.length());
            return a + b;
        }
        if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            budget.spend((long) a.size() + b.size());
            List<@Nullable Object> joined = new ArrayList<>(a);
            joined.addAll(b);
            return Collections.unmodifiableList(joined);
        }
        if (operator.equals("*") && left instanceof String text && right instanceof Long times) {
            return repeat(text, times, budget);
        }
        if (operator.equals("*") && left instanceof Long times && right instanceof String text) {
            return repeat(text, times, budget);
        }
        if (left == null || right == null || !Values.isNumber(left) || !Values.isNumber(right)) {
            throw new TemplateException("the operator " + operator + " does not take " + Values.typeName(left) + " and "
                    + Values.typeName(right));
        }
        try {
            if (left instanceof Double || right instanceof Double || operator.equals("/")) {
                return onDoubles(operator, toDouble(left), toDouble(right));
            }
            return onLongs(operator, toLong(left), toLong(right));
        } catch (ArithmeticException e) {
            throw new TemplateException(left + " " + operator + " " + right + " has no value: " + e.getMessage());
        }
    }

    private static String repeat(String text, long times, Budget budget) {
        if (times <= 0 || text.isEmpty()) {
            return "";
        }
        budget.length(times > Budget.MAX_LENGTH ? times : text.length() * times);
        return text.repeat((int) times);
    }

    private static Object onLongs(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            case "**" -> b < 0 ? (Object) Math.pow((double) a, (double) b) : (Object) power(a, b);
            default -> throw new TemplateException("unknown operator " + operator);
        };
    }

    private static long power(long base, long exponent) {
        double result = Math.pow((double) base, (double) exponent);
        if (Math.abs(result) > 0x1p53) {
            throw new ArithmeticException("the result is too large");
        }
        return (long) result;
    }

    private static double onDoubles(String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new ArithmeticException("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            case "**" -> Math.pow(a, b);
            default -> throw new TemplateException("unknown operator " + operator);
        };
    }

    static Object negate(@Nullable Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        if (value != null && Values.isNumber(value)) {
            return -toLong(value);
        }
        throw new TemplateException(Values.typeName(value) + " cannot be negated");
    }

    /** The order of two numbers, or of two strings by code points. */
    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String a && right instanceof String b) {
            return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        }
        if (left == null || right == null || !Values.isNumber(left) || !Values.isNumber(right)) {
            throw new TemplateException(
                    Values.typeName(left) + " and " + Values.typeName(right) + " have no order to compare by");
        }
        return left instanceof Double || right instanceof Double
                ? Double.compare(toDouble(left) + 0.0, toDouble(right) + 0.0)
                : Long.compare(toLong(left), toLong(right));
    }

    static long toLong(Object number) {
        return number instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) number).longValue();
    }

    static double toDouble(Object number) {
        return number instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) number).doubleValue();
    }
}
