package dev.rlvr4j.rewards.math;

import java.util.Optional;

/** Numbers written with a comma for the decimal point, {@code 2,74}. */
final class DecimalComma {
    private DecimalComma() {}

    /** The number with a point, if the text is one sign at most, digits, a comma, and digits that cannot be thousands. */
    static Optional<String> read(String raw) {
        String text = raw.strip();
        int comma = text.indexOf(',');
        int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int places = text.length() - comma - 1;
        if (comma <= from || places < 1 || places == 3) {
            return Optional.empty();
        }
        for (int i = from; i < text.length(); i++) {
            if (i != comma && !Digits.isDigit(text.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(text.substring(0, comma) + '.' + text.substring(comma + 1));
    }
}
