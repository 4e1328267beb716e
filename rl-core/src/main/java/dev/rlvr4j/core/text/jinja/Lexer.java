package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into tokens, and removes the white space around tags that Jinja's rules say does not count. */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{",
            "}", ",", ".", ":", "|");

    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    /** Whether {@link #at} is the begin of a line, counting the line break that the last tag swallowed. */
    private boolean lineStart = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        // Jinja drops one line break at the end of a template.
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        while (lexer.at < lexer.source.length()) {
            lexer.textAndTag();
        }
        lexer.add(Kind.EOF, "");
        return lexer.tokens;
    }

    private void textAndTag() {
        int tag = nextTag();
        String text = source.substring(at, tag);
        if (tag == source.length()) {
            data(text, text);
            at = tag;
            return;
        }
        char kind = source.charAt(tag + 1);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        data(text, before(text, kind, sign));
        at = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
        if (kind == '#') {
            int end = source.indexOf("#}", at);
            if (end < 0) {
                throw error("a comment is not closed");
            }
            boolean trimmed = end > at && source.charAt(end - 1) == '-';
            boolean kept = end > at && source.charAt(end - 1) == '+';
            skip(end + 2);
            afterTag(trimmed, !kept);
        } else {
            add(kind == '{' ? Kind.OUTPUT_BEGIN : Kind.BLOCK_BEGIN, "");
            int first = tokens.size();
            expression(kind == '{' ? "}}" : "%}");
            if (tokens.size() == first + 2 && tokens.get(first).is(Kind.NAME, "raw") && kind == '%') {
                tokens.subList(first - 1, tokens.size()).clear();
                raw();
            }
        }
    }

    private int nextTag() {
        for (int i = at; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** What remains of the text before a tag: a minus strips it, a block at the begin of a line loses its indentation. */
    private String before(String text, char kind, char sign) {
        if (sign == '-') {
            return Text.strip(text, null, false, true);
        }
        int lastLine = text.lastIndexOf('\n') + 1;
        boolean indented = (lastLine > 0 || lineStart) && Text.isBlank(text.substring(lastLine));
        return kind != '{' && sign != '+' && indented ? text.substring(0, lastLine) : text;
    }

    private void data(String whole, String kept) {
        if (!kept.isEmpty()) {
            add(Kind.DATA, kept);
        }
        countLines(whole);
    }

    /** After a tag: a minus eats all white space; a block or comment eats one line break. */
    private void afterTag(boolean trimmed, boolean eatsBreak) {
        int end = at;
        if (trimmed) {
            while (end < source.length() && Text.isSpace(source.charAt(end))) {
                end++;
            }
        } else if (eatsBreak && end < source.length() && source.charAt(end) == '\n') {
            end++;
        }
        lineStart = end > at && source.charAt(end - 1) == '\n';
        skip(end);
    }

    private void expression(String close) {
        int depth = 0;
        while (true) {
            while (at < source.length() && Text.isSpace(source.charAt(at))) {
                skip(at + 1);
            }
            if (at >= source.length()) {
                throw error("a tag is not closed with " + close);
            }
            char c = source.charAt(at);
            boolean signed = (c == '-' || c == '+') && source.startsWith(close, at + 1);
            if (depth == 0 && (signed || source.startsWith(close, at))) {
                add(Kind.END, "");
                skip(at + close.length() + (signed ? 1 : 0));
                afterTag(signed && c == '-', close.equals("%}") && !signed);
                return;
            }
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (depth < 0) {
                throw error("unexpected '" + c + "'");
            }
            expressionToken(c);
        }
    }

    private void expressionToken(char c) {
        if (c == '"' || c == '\'') {
            string(c);
        } else if (isDigit(c)) {
            number();
        } else if (Character.isLetter(c) || c == '_') {
            int end = at;
            while (end < source.length()
                    && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
                end++;
            }
            take(Kind.NAME, end);
        } else {
            String operator = OPERATORS.stream()
                    .filter(o -> source.startsWith(o, at))
                    .findFirst()
                    .orElseThrow(() -> error("unexpected character '" + c + "'"));
            take(Kind.OPERATOR, at + operator.length());
        }
    }

    private void number() {
        int end = digits(at);
        Kind kind = Kind.INTEGER;
        if (end + 1 < source.length() && source.charAt(end) == '.' && isDigit(source.charAt(end + 1))) {
            kind = Kind.FLOAT;
            end = digits(end + 1);
        }
        if (end < source.length() && (source.charAt(end) == 'e' || source.charAt(end) == 'E')) {
            int power = end + 1;
            if (power < source.length() && (source.charAt(power) == '-' || source.charAt(power) == '+')) {
                power++;
            }
            if (power < source.length() && isDigit(source.charAt(power))) {
                kind = Kind.FLOAT;
                end = digits(power);
            }
        }
        String text = source.substring(at, end).replace("_", "");
        add(kind, text);
        skip(end);
    }

    private int digits(int from) {
        int end = from;
        while (end < source.length() && (isDigit(source.charAt(end)) || source.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw error("a string is not closed with " + quote);
        }
        add(Kind.STRING, Text.unescape(source.substring(at + 1, end)));
        skip(end + 1);
    }

    private void raw() {
        Matcher end = END_RAW.matcher(source);
        if (!end.find(at)) {
            throw error("{% raw %} is not closed with {% endraw %}");
        }
        String text = source.substring(at, end.start());
        data(text, before(text, '%', end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0)));
        skip(end.end());
        afterTag(end.group(2).equals("-"), end.group(2).isEmpty());
    }

    private void take(Kind kind, int end) {
        add(kind, source.substring(at, end));
        skip(end);
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void skip(int to) {
        countLines(source.substring(at, to));
        at = to;
    }

    private void countLines(String text) {
        line += (int) text.chars().filter(c -> c == '\n').count();
    }

    private TemplateException error(String problem) {
        return new TemplateException(problem, line);
    }
}
