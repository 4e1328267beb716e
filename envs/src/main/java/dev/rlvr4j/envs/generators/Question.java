package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * An arithmetic question and its value, taken from left to right.
 *
 * @param operands not negative
 * @param operators one fewer than operands, each {@code +}, {@code -} or {@code *}
 */
record Question(List<Long> operands, String operators) {
    /** Reads a question's text, e.g. {@code 17+38+25=}. */
    static Question parse(String text) {
        List<Long> operands = new ArrayList<>();
        StringBuilder operators = new StringBuilder();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                continue;
            }
            if (i == start || i - start > 18 || (c == '=' ? i != text.length() - 1 : "+-*".indexOf(c) < 0)) {
                throw notAQuestion(text);
            }
            operands.add(Long.parseLong(text, start, i, 10));
            start = i + 1;
            if (c != '=') {
                operators.append(c);
            }
        }
        boolean mixed =
                operators.indexOf("*") >= 0 && operators.chars().distinct().count() > 1;
        if (!text.endsWith("=") || operands.size() < 2 || mixed) {
            throw notAQuestion(text);
        }
        return new Question(operands, operators.toString());
    }

    String text() {
        StringBuilder text = new StringBuilder().append(operands.get(0));
        for (int i = 1; i < operands.size(); i++) {
            text.append(operators.charAt(i - 1)).append(operands.get(i));
        }
        return text.append('=').toString();
    }

    /** The value after the first operand, after the second, and so on; the last one is the answer. */
    List<Long> runningValues() {
        List<Long> values = new ArrayList<>();
        long value = operands.get(0);
        values.add(value);
        for (int i = 1; i < operands.size(); i++) {
            long operand = operands.get(i);
            try {
                value = switch (operators.charAt(i - 1)) {
                    case '+' -> Math.addExact(value, operand);
                    case '-' -> Math.subtractExact(value, operand);
                    default -> Math.multiplyExact(value, operand);
                };
            } catch (ArithmeticException e) {
                throw new InputException(
                        "the value of '" + text() + "' does not fit into 64 bits; use smaller numbers", e);
            }
            values.add(value);
        }
        return values;
    }

    /** Each operation on its own, from left to right: {@code 17+38=55;55+25=80}. */
    String steps() {
        List<Long> values = runningValues();
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < values.size(); i++) {
            text.append(i > 1 ? ";" : "")
                    .append(values.get(i - 1))
                    .append(operators.charAt(i - 1))
                    .append(operands.get(i))
                    .append('=')
                    .append(values.get(i));
        }
        return text.toString();
    }

    long answer() {
        List<Long> values = runningValues();
        return values.get(values.size() - 1);
    }

    private static InputException notAQuestion(String text) {
        return new InputException("'" + text + "' is not an arithmetic question; one looks like 17+38+25= or 3*4=");
    }
}
