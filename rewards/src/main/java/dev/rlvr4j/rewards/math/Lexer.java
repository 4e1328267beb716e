package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts an answer into tokens, in one pass. Layout commands and blanks are dropped; numbers are read whole by {@link Digits}. */
final class Lexer {
    /** Commands that only lay out. */
    private static final Set<String> LAYOUT = Set.of(
            "quad",
            "qquad",
            "displaystyle",
            "textstyle",
            "scriptstyle",
            "limits",
            "nolimits",
            "big",
            "Big",
            "bigg",
            "Bigg",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "biggl",
            "biggr",
            "Biggl",
            "Biggr",
            "bigm",
            "Bigm",
            "left",
            "right",
            "middle",
            "thinspace",
            "enspace",
            "hfill",
            "space",
            "strut",
            "notag",
            "textdollar",
            "dollar",
            "euro",
            "texteuro",
            "pounds",
            "tiny",
            "small",
            "normalsize",
            "large",
            "Large",
            "LARGE",
            "huge",
            "Huge",
            "nonumber",
            "rm",
            "bf",
            "it",
            "tt",
            "sf");

    /** Commands whose argument is text. */
    private static final Set<String> TEXTS = Set.of(
            "text",
            "textbf",
            "textit",
            "textrm",
            "textnormal",
            "textsf",
            "texttt",
            "textsc",
            "mbox",
            "hbox",
            "emph",
            "underbrace",
            "mathrm",
            "operatorname",
            "mathsf",
            "mathtt",
            "uppercase");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean spaced;
    /** Round, square and set brackets open here: inside them a comma parts terms, never thousands. */
    private int brackets;
    /** Whether {@code \\} ends a row rather than a line. */
    private final boolean rows;

    private Lexer(String text) {
        this.rows = text.contains("\\begin");
        this.text = text;
    }

    static List<Token> tokens(String raw) {
        if (raw.length() > Bounds.CHARACTERS) {
            throw new Outside.Exceeded("the answer is longer than " + Bounds.CHARACTERS + " characters");
        }
        Lexer lexer = new Lexer(singleBackslashes(Characters.fold(raw)));
        lexer.run();
        return lexer.tokens;
    }

    /** Undoes doubled escaping: {@code \\frac} is {@code \frac} where no rows are being parted. */
    private static String singleBackslashes(String text) {
        if (!text.contains("\\\\")) {
            return text;
        }
        boolean doubled = text.contains("\\\\begin");
        if (text.contains("\\begin") && !doubled) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(text.charAt(i));
            if (text.startsWith("\\\\", i)
                    && i + 2 < text.length()
                    && (doubled || isLetter(text.charAt(i + 2)) || "{}%!,;()[]".indexOf(text.charAt(i + 2)) >= 0)) {
                i++;
            }
        }
        return out.toString();
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '~') {
                at++;
                spaced = true;
            } else if (Digits.startsAt(text, at)) {
                Digits digits = new Digits(text, at, brackets == 0);
                at = digits.end();
                add(Token.Kind.NUMBER, digits.literal());
            } else if (c == '\\') {
                command();
            } else if (isLetter(c)) {
                word();
            } else {
                sign(c);
            }
        }
    }

    private void add(Token.Kind kind, String content) {
        if (tokens.size() >= Bounds.TOKENS) {
            throw new Outside.Exceeded("the answer has more than " + Bounds.TOKENS + " signs");
        }
        tokens.add(new Token(kind, content, spaced));
        spaced = false;
    }

    private void word() {
        int from = at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        String run = text.substring(from, at);
        // "1orx=2": a conjunction glued to what follows
        String glued = run.startsWith("or") ? "or" : run.startsWith("and") ? "and" : "";
        boolean afterTerm = from > 0 && (text.charAt(from - 1) == ')' || Digits.isDigit(text.charAt(from - 1)));
        if (!glued.isEmpty()
                && afterTerm
                && run.length() > glued.length()
                && (run.length() == glued.length() + 1 || Character.isUpperCase(run.charAt(glued.length())))) {
            at = from + glued.length();
            run = glued;
        }
        boolean number = !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Token.Kind.NUMBER;
        if (number && spaced && run.equalsIgnoreCase("x") && text.startsWith(" 10^", at)) {
            add(Token.Kind.SIGN, "*"); // 6 x 10^4
        } else {
            add(Token.Kind.WORD, run);
        }
    }

    private void sign(char c) {
        if (emptyGroup(c)) {
            return;
        }
        at++;
        switch (c) {
            case '$' -> spaced = true;
            case '(', '[' -> {
                brackets++;
                add(Token.Kind.SIGN, String.valueOf(c));
            }
            case ')', ']' -> {
                brackets = Math.max(0, brackets - 1);
                add(Token.Kind.SIGN, String.valueOf(c));
            }
            case '*' -> {
                if (at < text.length() && text.charAt(at) == '*') {
                    at++;
                    add(Token.Kind.SIGN, "^");
                } else {
                    add(Token.Kind.SIGN, "*");
                }
            }
            case '<', '>', '=', '!' -> {
                boolean orEqual = at < text.length() && text.charAt(at) == '=';
                if (orEqual && (c != '!' || at + 1 < text.length() && text.charAt(at + 1) != '=')) {
                    at++;
                    add(Token.Kind.SIGN, c == '=' ? "=" : c + "=");
                } else {
                    add(Token.Kind.SIGN, String.valueOf(c));
                }
            }
            case '+', '-', '/', '^', '_', '{', '}', '|', ',', ';', ':', '%', '\'', '&', '.', '"', '?' ->
                add(Token.Kind.SIGN, String.valueOf(c));
            default -> throw new Outside.Unreadable("'" + c + "' has no place in an answer");
        }
    }

    /** Passes over {@code {}} and {@code ^{}}, which set nothing, but where a command wants its argument. */
    private boolean emptyGroup(char c) {
        int brace = c == '^' || c == '_' ? at + 1 : at;
        boolean command =
                c == '{' && !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Token.Kind.COMMAND;
        boolean empty = text.startsWith("{}", brace) && !command;
        at = empty ? brace + 2 : at;
        return empty;
    }

    private void command() {
        int from = ++at;
        if (from >= text.length()) {
            return; // the blank of "12\ " at the end was stripped
        }
        char c = text.charAt(from);
        if (!isAsciiLetter(c)) {
            at++;
            escaped(c);
            return;
        }
        while (at < text.length() && isAsciiLetter(text.charAt(at))) {
            at++;
        }
        String name = text.substring(from, at);
        if (!LAYOUT.contains(name) && name.startsWith("quad")) {
            at = from + 4;
            name = "quad";
        }
        if (LAYOUT.contains(name)) {
            spaced |= name.endsWith("quad") || name.endsWith("space");
            if ((name.equals("left") || name.equals("right")) && at < text.length() && text.charAt(at) == '.') {
                at++;
            }
        } else if (name.equals("colon")) {
            add(Token.Kind.SIGN, ":");
        } else if (TEXTS.contains(name)) {
            textCommand();
        } else {
            add(Token.Kind.COMMAND, name);
        }
    }

    private void escaped(char c) {
        switch (c) {
            case ',', '!', ':', '>', ' ', '/', '$', '-' -> spaced = c != '!';
            case ';' -> spaced = true;
            case '\\' -> {
                if (rows) {
                    rowHeight();
                    add(Token.Kind.COMMAND, "\\");
                } else {
                    add(Token.Kind.SIGN, ",");
                }
            }
            case '{' -> {
                brackets++;
                add(Token.Kind.COMMAND, "{");
            }
            case '}' -> {
                brackets = Math.max(0, brackets - 1);
                add(Token.Kind.COMMAND, "}");
            }
            case '%' -> add(Token.Kind.SIGN, "%");
            case '|' -> add(Token.Kind.COMMAND, "|");
            case '(', ')', '[', ']' -> spaced = true;
            case '_', '&', '#' -> add(Token.Kind.COMMAND, String.valueOf(c));
            default -> throw new Outside.Unreadable("'\\" + c + "' has no place in an answer");
        }
    }

    /** Passes over the distance of {@code \\[2pt]}. */
    private void rowHeight() {
        int close = at < text.length() && text.charAt(at) == '[' ? text.indexOf(']', at) : -1;
        boolean length = close > 0
                && close - at < 10
                && (text.startsWith("pt", close - 2)
                        || text.startsWith("em", close - 2)
                        || text.startsWith("ex", close - 2)
                        || text.startsWith("mm", close - 2));
        at = length ? close + 1 : at;
    }

    /** The inside of the braces that follow; without braces one word. */
    private void textCommand() {
        int from = at;
        while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '*')) {
            from++;
        }
        if (from < text.length() && text.charAt(from) == '{') {
            int depth = 0;
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '{') {
                    depth++;
                } else if (c == '}' && --depth == 0) {
                    textContent(text.substring(from + 1, i));
                    at = i + 1;
                    return;
                }
            }
            throw new Outside.Unreadable("a brace is not closed");
        }
        throw new Outside.Unreadable("a text command without braces");
    }

    /** Currency alone is dropped, and a label in front; "to" between numbers is a ratio's colon. */
    private void textContent(String content) {
        String word = content.strip();
        boolean number = !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Token.Kind.NUMBER;
        boolean label = tokens.isEmpty() && (word.endsWith(":") || word.endsWith(" is"));
        if (word.equals("\\$") || word.equals("$") || label) {
            spaced = true;
        } else if (word.equals("to") && number) {
            add(Token.Kind.SIGN, ":");
        } else {
            add(Token.Kind.TEXT, content);
        }
    }

    static boolean isLetter(char c) {
        return isAsciiLetter(c) || (c > 127 && (Character.isLetter(c) || isCircledDigit(c)));
    }

    /** ① to ⑳, which name statements in tasks from China. */
    private static boolean isCircledDigit(char c) {
        return c >= '\u2460' && c <= '\u2473';
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
