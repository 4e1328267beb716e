package dev.rlvr4j.rewards.math;

import dev.rlvr4j.core.loop.CounterRandom;

/**
 * Random expressions whose values are known by construction, in plain doubles, at three points of their unknowns x and y: the fuzz
 * test's own evaluation, which shares nothing with the verifier's.
 */
final class Known {
    static final double[] X = {0.7391, 1.6127, 2.3893};
    static final double[] Y = {1.2713, 0.4319, 3.1177};

    private final long key;
    private long count;

    Known(long key) {
        this.key = key;
    }

    int below(int bound) {
        return CounterRandom.below(key, count++, bound);
    }

    /** How an expression is written, and its values. */
    record Expression(String text, double[] values, int tightness) {
        boolean isFinite() {
            for (double v : values) {
                if (!Double.isFinite(v) || Math.abs(v) > 1e12) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the values differ by more than rounding can explain. */
        boolean differs(Expression other) {
            for (int i = 0; i < values.length; i++) {
                double scale = Math.max(1e-3, Math.max(Math.abs(values[i]), Math.abs(other.values[i])));
                if (Math.abs(values[i] - other.values[i]) > 1e-7 * scale) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The shape of an expression; the same shape may be written in several ways. */
    sealed interface Shape {}

    record Leaf(int kind, int a, int b) implements Shape {}

    record Two(char operator, Shape left, Shape right) implements Shape {}

    record One(String function, Shape of) implements Shape {}

    Shape shape(int depth, boolean unknowns) {
        int choice = depth == 0 ? 0 : below(9);
        return switch (choice) {
            case 0, 1 -> new Leaf(below(unknowns ? 6 : 4), below(40) - 12, 1 + below(12));
            case 2, 3 -> new Two('+', shape(depth - 1, unknowns), shape(depth - 1, unknowns));
            case 4 -> new Two('-', shape(depth - 1, unknowns), shape(depth - 1, unknowns));
            case 5 -> new Two('*', shape(depth - 1, unknowns), shape(depth - 1, unknowns));
            case 6 -> new Two('/', shape(depth - 1, unknowns), shape(depth - 1, unknowns));
            case 7 -> new Two('^', shape(depth - 1, unknowns), new Leaf(0, below(4), 1));
            default -> new One(new String[] {"sqrt", "sin", "ln", "abs"}[below(4)], shape(depth - 1, unknowns));
        };
    }

    /** A shape that differs in one place, mostly in value too. */
    Shape mutated(Shape shape) {
        if (shape instanceof Two t && below(3) > 0) {
            return switch (below(4)) {
                case 0 -> new Two(t.operator, mutated(t.left), t.right);
                case 1 -> t.operator == '^' ? t : new Two(t.operator, t.left, mutated(t.right));
                case 2 -> t.operator == '^' ? t.left : new Two("+-*/".charAt(below(4)), t.left, t.right);
                default -> t.operator == '^' ? t : new Two(t.operator, t.right, t.left);
            };
        }
        if (shape instanceof One o && below(3) > 0) {
            return below(4) == 0 ? o.of : new One(o.function, mutated(o.of));
        }
        if (shape instanceof Leaf l) {
            return below(2) == 0 ? new Leaf(l.kind, l.a + 1, l.b) : new Leaf(l.kind, l.a, l.b + 1);
        }
        return new Two('+', shape, new Leaf(0, below(3) - 1, 1));
    }

    Expression written(Shape shape) {
        if (shape instanceof Leaf l) {
            return leaf(l);
        }
        if (shape instanceof One o) {
            Expression of = written(o.of);
            double[] v = new double[3];
            for (int i = 0; i < 3; i++) {
                double x = of.values[i];
                v[i] = switch (o.function) {
                    case "sqrt" -> Math.sqrt(x);
                    case "sin" -> Math.sin(x);
                    case "ln" -> Math.log(x);
                    default -> Math.abs(x);
                };
            }
            String text = switch (o.function) {
                case "sqrt" -> below(3) == 0 ? "sqrt(" + of.text + ")" : "\\sqrt{" + of.text + "}";
                case "abs" -> "\\left|" + of.text + "\\right|";
                default ->
                    "\\" + o.function + (below(2) == 0 ? "(" + of.text + ")" : "{\\left(" + of.text + " \\right)}");
            };
            return new Expression(text, v, 3);
        }
        Two t = (Two) shape;
        boolean swapped = (t.operator == '+' || t.operator == '*') && below(2) == 0;
        Expression a = written(swapped ? t.right : t.left);
        Expression b = written(swapped ? t.left : t.right);
        double[] v = new double[3];
        for (int i = 0; i < 3; i++) {
            v[i] = switch (t.operator) {
                case '+' -> a.values[i] + b.values[i];
                case '-' -> a.values[i] - b.values[i];
                case '*' -> a.values[i] * b.values[i];
                case '/' -> b.values[i] == 0 ? Double.NaN : a.values[i] / b.values[i];
                default -> a.values[i] == 0 ? Double.NaN : Math.pow(a.values[i], b.values[i]);
            };
        }
        return switch (t.operator) {
            case '+' -> new Expression(a.text + (below(2) == 0 ? "+" : " + ") + bracket(b, 1), v, 0);
            case '-' -> new Expression(a.text + "-" + bracket(b, 1), v, 0);
            case '*' ->
                new Expression(
                        bracket(a, 1) + new String[] {"\\cdot ", "*", "\\times "}[below(3)] + bracket(b, 2), v, 1);
            case '/' ->
                below(2) == 0
                        ? new Expression("\\frac{" + a.text + "}{" + b.text + "}", v, 2)
                        : new Expression(bracket(a, 2) + "/" + bracket(b, 3), v, 1);
            default -> new Expression(bracket(a, 3) + (below(2) == 0 ? "^" + b.text : "^{" + b.text + "}"), v, 2);
        };
    }

    private String bracket(Expression e, int needed) {
        if (e.tightness >= needed && !e.text.startsWith("-")) {
            return e.text;
        }
        return below(2) == 0 ? "(" + e.text + ")" : "\\left(" + e.text + "\\right)";
    }

    private Expression leaf(Leaf l) {
        return switch (l.kind) {
            case 1 -> constant("\\frac{" + l.a + "}{" + l.b + "}", (double) l.a / l.b, l.a < 0 ? 0 : 2);
            case 2 ->
                constant(l.a < 0 ? "0." + -l.a : l.a + ".5", l.a < 0 ? Double.parseDouble("0." + -l.a) : l.a + 0.5, 3);
            case 3 -> l.b % 2 == 0 ? constant("\\pi", Math.PI, 3) : constant("e", Math.E, 3);
            case 4 -> new Expression("x", X, 3);
            case 5 -> new Expression("y", Y, 3);
            default -> constant(String.valueOf(l.a), l.a, l.a < 0 ? 0 : 3);
        };
    }

    private static Expression constant(String text, double value, int tightness) {
        return new Expression(text, new double[] {value, value, value}, tightness);
    }
}
