package dev.rlvr4j.rewards.math;

/**
 * A small evaluator of plain and LaTeX expressions in x and y at the points of {@link Known}, in doubles: the fuzz test's own
 * reading of an answer. It shares nothing with the verifier's, reads far less, and throws where a text is none of what it knows.
 */
final class Evaluated {
    private static final int DEEPEST = 60;

    private final String text;
    private final double x;
    private final double y;
    private int at;
    private int depth;

    private Evaluated(String text, double x, double y) {
        this.text = text;
        this.x = x;
        this.y = y;
    }

    /** A text this evaluator does not read. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super("unknown", null, false, false);
        }
    }

    /** The values at the three points. */
    static double[] values(String text) {
        double[] values = new double[Known.X.length];
        for (int i = 0; i < values.length; i++) {
            Evaluated reader = new Evaluated(text, Known.X[i], Known.Y[i]);
            values[i] = reader.sum();
            reader.blanks();
            if (reader.at != text.length()) {
                throw new Unknown();
            }
        }
        return values;
    }

    private double sum() {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        double value = 0;
        boolean first = true;
        while (true) {
            blanks();
            double sign = 1;
            boolean signed = false;
            while (take("+") || (signed = take("-"))) {
                sign = signed ? -sign : sign;
                signed = false;
                first = true;
                blanks();
            }
            if (!first) {
                depth--;
                return value;
            }
            value += sign * product();
            first = false;
        }
    }

    private double product() {
        double value = power();
        while (true) {
            blanks();
            if (take("\\cdot")
                    || take("\\times")
                    || text.startsWith("*", at) && !text.startsWith("**", at) && take("*")) {
                value *= signedPower();
            } else if (take("/")) {
                value /= signedPower();
            } else if (starts()) {
                if (Character.isDigit(text.charAt(at))) {
                    throw new Unknown(); // "2 3", or ")3": thousands, or a product
                }
                String before = text.substring(0, at).strip();
                boolean digits = !before.isEmpty() && Character.isDigit(before.charAt(before.length() - 1));
                if (digits && text.startsWith("\\frac", at)) {
                    throw new Unknown(); // perhaps a mixed number
                }
                value *= power();
            } else {
                return value;
            }
        }
    }

    private double signedPower() {
        blanks();
        double sign = 1;
        boolean minus = false;
        while (take("+") || (minus = take("-"))) {
            sign = minus ? -sign : sign;
            minus = false;
            blanks();
        }
        return sign * power();
    }

    private double power() {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        double base = atom();
        blanks();
        if (take("^") || take("**")) {
            blanks();
            double exponent;
            if (take("{")) {
                exponent = sum();
                expect("}");
            } else if (at < text.length() && Character.isDigit(text.charAt(at))) {
                exponent = text.charAt(at++) - '0';
                if (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                    throw new Unknown(); // x^12 is x^1 2 in TeX
                }
            } else {
                throw new Unknown();
            }
            blanks();
            if (text.startsWith("^", at) || text.startsWith("**", at)) {
                throw new Unknown();
            }
            base = Math.pow(base, exponent);
        }
        depth--;
        return base;
    }

    private boolean starts() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        return Character.isDigit(c)
                || c == 'x'
                || c == 'y'
                || c == '('
                || text.startsWith("\\pi", at)
                || text.startsWith("\\frac", at)
                || text.startsWith("\\sqrt", at)
                || text.startsWith("\\left(", at);
    }

    private double atom() {
        blanks();
        if (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            return number();
        }
        if (take("x")) {
            return x;
        }
        if (take("y")) {
            return y;
        }
        if (take("\\pi")) {
            if (at < text.length() && Character.isLetter(text.charAt(at))) {
                throw new Unknown();
            }
            return Math.PI;
        }
        if (take("e")) {
            return Math.E;
        }
        if (take("\\left(")) {
            return closed("\\right)");
        }
        if (take("(")) {
            return closed(")");
        }
        if (take("\\left|")) {
            return Math.abs(closed("\\right|"));
        }
        if (take("\\frac{")) {
            double over = closed("}");
            expect("{");
            return over / closed("}");
        }
        if (take("\\sqrt{")) {
            return Math.sqrt(closed("}"));
        }
        if (take("sqrt(")) {
            return Math.sqrt(closed(")"));
        }
        if (take("\\sin(")) {
            return Math.sin(closed(")"));
        }
        if (take("\\ln(")) {
            return Math.log(closed(")"));
        }
        if (take("\\sin{\\left(")) {
            double value = Math.sin(closed("\\right)"));
            expect("}");
            return value;
        }
        if (take("\\ln{\\left(")) {
            double value = Math.log(closed("\\right)"));
            expect("}");
            return value;
        }
        throw new Unknown();
    }

    private double number() {
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        boolean goesOn = at < text.length() && "eE_,!%'".indexOf(text.charAt(at)) >= 0;
        String digits = text.substring(from, at);
        if (goesOn || digits.length() > 15 || digits.indexOf('.') != digits.lastIndexOf('.') || digits.endsWith(".")) {
            throw new Unknown();
        }
        return Double.parseDouble(digits);
    }

    private double closed(String end) {
        double value = sum();
        blanks();
        expect(end);
        return value;
    }

    private void expect(String sign) {
        if (!take(sign)) {
            throw new Unknown();
        }
    }

    private boolean take(String sign) {
        if (text.startsWith(sign, at)) {
            at += sign.length();
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
