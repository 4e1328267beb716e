package dev.rlvr4j.core.text.jinja;

import org.jspecify.annotations.Nullable;

/** White space and escapes of Python strings. */
final class Text {
    private Text() {}

    /** What Python's {@code str.isspace} takes for white space; Java leaves out the no-break spaces and U+0085. */
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    static boolean isBlank(String text) {
        return text.chars().allMatch(c -> isSpace((char) c));
    }

    /** Python's strip, lstrip and rstrip: removes characters of {@code set}, or white space where that is null. */
    static String strip(String text, @Nullable String set, boolean left, boolean right) {
        int begin = 0;
        int end = text.length();
        while (left && begin < end && strips(text.charAt(begin), set)) {
            begin++;
        }
        while (right && end > begin && strips(text.charAt(end - 1), set)) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean strips(char c, @Nullable String set) {
        return set == null ? isSpace(c) : set.indexOf(c) >= 0;
    }

    /** The value of a string literal: Python's escapes; an unknown one stays as written. */
    static String unescape(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                out.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits > 0 && isHex(literal, i + 1, i + 1 + digits)) {
                out.appendCodePoint(Integer.parseInt(literal.substring(i + 1, i + 1 + digits), 16));
                i += digits;
                continue;
            }
            switch (escape) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'a' -> out.append('\u0007');
                case 'v' -> out.append('\u000b');
                case '0' -> out.append('\0');
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(escape);
                default -> out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private static boolean isHex(String text, int from, int to) {
        return to <= text.length()
                && text.substring(from, to).chars().allMatch(c -> Character.digit(c, 16) >= 0)
                && Character.isValidCodePoint(Integer.parseUnsignedInt(text.substring(from, to), 16));
    }
}
