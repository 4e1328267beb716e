package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what has no operator outside brackets: numbers, letters, groups, brackets, and functions with their arguments. */
final class Atoms {
    private static final Set<String> CONSTANT_WORDS =
            Set.of("pi", "inf", "infinity", "oo", "sqrt", "cbrt", "Infinity", "Pi", "infty", "theta", "alpha", "beta");
    private static final Set<String> RELATIVES = Set.of("sin", "cos", "tan", "cot", "sec", "csc", "ln", "log");
    private static final String CALLED = "fghFGHPW";
    private static final String UNIT_LETTERS = "msghLlNJWVAKCFB";

    private final Cursor cursor;
    private final Parser parser;
    private final Expressions expressions;
    private final Commands commands;
    private final Numbers numbers;

    Atoms(Cursor cursor, Parser parser, Expressions expressions) {
        this.cursor = cursor;
        this.parser = parser;
        this.expressions = expressions;
        this.commands = new Commands(cursor, parser, expressions, this);
        this.numbers = new Numbers(cursor, expressions, commands);
    }

    static boolean isConstantWord(String word) {
        return CONSTANT_WORDS.contains(word);
    }

    static Tree letter(String name) {
        return switch (name) {
            case "e" -> Tree.Const.E;
            case "i" -> Tree.Const.I;
            default -> new Tree.Sym(name);
        };
    }

    /** Whether a token can begin a factor right behind another one. */
    boolean starts(Token token, Tree before) {
        return switch (token.kind()) {
            case NUMBER -> !(before instanceof Tree.Num) && !(before instanceof Tree.Ratio);
            case WORD -> !token.text().equals("or") && !token.text().equals("and") && !isSetWord(token, before);
            case TEXT -> Units.conjunction(token.text()) == 0;
            case COMMAND -> commands.starts(token.text());
            case SIGN ->
                token.text().equals("(")
                        || token.text().equals("{")
                        || token.text().equals("|") && cursor.bars == 0
                        || token.text().equals("[") && !closes(cursor.peek(1));
            case END -> false;
        };
    }

    private static boolean isSetWord(Token token, Tree before) {
        return before instanceof Tree.Bracketed
                        && (token.text().equals("U")
                                || token.text().equals("u")
                                || token.text().equals("union"))
                || token.text().equals("in") && token.spaced();
    }

    private static boolean closes(Token token) {
        return token.kind() == Token.Kind.END
                || token.kind() == Token.Kind.SIGN && "}),.]".contains(token.text())
                || token.isCommand("cup")
                || token.isCommand("}")
                || token.isCommand("cap");
    }

    /** Whether a text behind a value is its unit rather than a factor. */
    boolean isUnitText(String text, Tree before) {
        String words = PlainText.spaced(text);
        if (words.isEmpty()) {
            return true;
        }
        if (words.length() == 1) {
            return UNIT_LETTERS.contains(PlainText.compact(text)) && !(before instanceof Tree.Sym);
        }
        return Lexer.isLetter(words.charAt(0)) && Function.named(words) == null && !before.has(Tree.Words.class)
                || words.startsWith("(");
    }

    Tree atom() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case NUMBER -> numbers.read();
            case WORD -> word();
            case TEXT -> text();
            case COMMAND -> commands.read();
            case SIGN -> sign();
            case END -> throw new Outside.Unreadable("the answer ends where a term was expected");
        };
    }

    /** One atom as the argument of a script or command, without what may be multiplied to it. */
    Tree single() {
        cursor.enter();
        Tree tree = cursor.peek().isSign("{") ? group() : atom();
        cursor.leave();
        return tree;
    }

    private Tree word() {
        String word = cursor.peek().text();
        Function function = Function.named(word);
        if (function != null) {
            cursor.next();
            return commands.apply(function);
        }
        if (isConstantWord(word)) {
            return commands.readWord();
        }
        for (String name : RELATIVES) {
            int rest = word.length() - name.length();
            if (word.startsWith(name) && rest > 0 && rest <= 2) {
                cursor.cut(name.length());
                return commands.apply(
                        Function.valueOf(name.equals("log") ? "LOG_PLAIN" : name.toUpperCase(Locale.ROOT)));
            }
        }
        if (word.chars().anyMatch(c -> c >= 128)) {
            cursor.next();
            return new Tree.Words(PlainText.compact(word));
        }
        return named(cursor.nextCharacter());
    }

    /** A letter with its subscript, primes and, where it is a function's name, its arguments. */
    Tree named(String name) {
        if (cursor.peek().isSign("_")) {
            cursor.next();
            Tree index = expressions.script();
            return call(new Tree.Sym(name + "_" + Canonical.of(index)), name);
        }
        return call(letter(name), name);
    }

    private Tree call(Tree symbol, String name) {
        boolean called = name.length() == 1 && CALLED.contains(name);
        if (called && cursor.peek().isSign("{") && cursor.peek(1).isSign("(")) {
            cursor.next();
            List<Tree> arguments = bracketItems();
            cursor.expect(Token.Kind.SIGN, "}");
            return new Tree.Opaque("call " + Canonical.of(symbol), arguments);
        }
        boolean argument =
                cursor.peek().isSign("(") && (called || !cursor.peek().spaced());
        boolean simple = cursor.peek(2).isSign(")")
                && (cursor.peek(1).kind() == Token.Kind.WORD
                                && cursor.peek(1).text().length() == 1
                        || cursor.peek(1).kind() == Token.Kind.NUMBER);
        if (argument && name.length() == 1 && (called || simple && Character.isUpperCase(name.charAt(0)))) {
            return new Tree.Opaque("call " + Canonical.of(symbol), bracketItems());
        }
        return symbol;
    }

    /** The terms inside the round brackets that open here. */
    List<Tree> bracketItems() {
        cursor.expect(Token.Kind.SIGN, "(");
        int bars = cursor.bars;
        cursor.bars = 0;
        Tree inside = parser.listing();
        cursor.bars = bars;
        cursor.expect(Token.Kind.SIGN, ")");
        return inside instanceof Tree.Listing l ? l.children() : List.of(inside);
    }

    private Tree text() {
        String raw = cursor.next().text();
        String words = PlainText.compact(raw);
        if (words.isEmpty()) {
            throw new Outside.Unreadable("an empty text where a term was expected");
        }
        if (Units.isCondition(raw)) {
            throw new Outside.Unreadable("the answer has a condition: '" + PlainText.spaced(raw) + "'");
        }
        Function function = Function.named(words);
        if (function != null) {
            return commands.apply(function);
        }
        if (words.length() == 1 && Lexer.isLetter(words.charAt(0))) {
            return named(words);
        }
        if (cursor.peek().isSign("_")) {
            cursor.next();
            return Numbers.based(words, expressions.script());
        }
        boolean mathematics = "0123456789.-+($\\".indexOf(raw.strip().charAt(0)) >= 0;
        if (!mathematics) {
            return new Tree.Words(words);
        }
        cursor.enter();
        Tree inside = new Parser(cursor.inside(raw)).whole();
        cursor.leave();
        return inside;
    }

    private Tree sign() {
        Token token = cursor.peek();
        switch (token.text()) {
            case "(", "[", "]" -> {
                return bracketed(token.text().charAt(0));
            }
            case "{" -> {
                return group();
            }
            case "|" -> {
                cursor.next();
                return bars("|", Token.Kind.SIGN);
            }
            default -> throw new Outside.Unreadable("a term was expected, not " + token);
        }
    }

    /** The value between two bars, the first of which is taken already. */
    Tree bars(String close, Token.Kind kind) {
        cursor.bars++;
        Tree inside = expressions.sum();
        cursor.bars--;
        Token end = cursor.next();
        boolean closed =
                end.is(kind, close) || end.isCommand("rvert") || end.isCommand("vert") || end.isCommand("rVert");
        if (!closed) {
            throw new Outside.Unreadable("a bar is not closed");
        }
        return close.equals("|") && kind == Token.Kind.COMMAND
                ? Tree.Opaque.of("norm", inside)
                : Tree.Fn.of(Function.ABS, inside);
    }

    private Tree bracketed(char open) {
        cursor.next();
        int bars = cursor.bars;
        cursor.bars = 0;
        Tree inside = parser.listing();
        cursor.bars = bars;
        Token end = cursor.next();
        boolean closed = end.kind() == Token.Kind.SIGN && ")][".contains(end.text());
        if (!closed) {
            throw new Outside.Unreadable("a bracket is not closed");
        }
        char close = end.text().charAt(0);
        if (inside instanceof Tree.Listing l) {
            // ]0,1[ is written for (0,1) in some countries
            return new Tree.Bracketed(open == ']' ? '(' : open, close == '[' ? ')' : close, l.children());
        }
        if (open == ']' || close == '[' || (open == '(') != (close == ')')) {
            throw new Outside.Unreadable("brackets of two kinds around one term");
        }
        return inside;
    }

    /** What braces hold; a list stays a list. */
    Tree group() {
        cursor.expect(Token.Kind.SIGN, "{");
        int bars = cursor.bars;
        cursor.bars = 0;
        Tree inside = parser.listing();
        if (cursor.peek().isCommand("over")) {
            cursor.next();
            inside = new Tree.Ratio(inside, parser.listing());
        }
        cursor.bars = bars;
        cursor.expect(Token.Kind.SIGN, "}");
        return inside;
    }

    /** The letters inside the braces that follow, as they stand: the name of an environment. */
    String name() {
        StringBuilder name = new StringBuilder();
        cursor.expect(Token.Kind.SIGN, "{");
        List<Token> taken = new ArrayList<>();
        while (!cursor.peek().isSign("}")) {
            Token token = cursor.next();
            taken.add(token);
            if (token.kind() == Token.Kind.END || taken.size() > 8) {
                throw new Outside.Unreadable("a brace is not closed");
            }
            name.append(token.text());
        }
        cursor.next();
        return name.toString();
    }
}
