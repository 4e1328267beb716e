package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A place in the tokens of one answer, with the depth of nesting there and the commands it may use beyond ours. */
final class Cursor {
    private final List<Token> tokens;
    private final Budget budget;
    private final Set<String> extra;
    private final boolean learning;
    private int at;
    private int depth;
    /** Bars open here: where one may close, it does not open another. */
    int bars;
    /** Whether a colon begins the condition of a set rather than a ratio. */
    boolean inSet;
    /** Whether {@code &} aligns rather than parts cells. */
    boolean aligning;

    /**
     * @param extra commands we do not know that stand for themselves
     * @param learning whether an unknown command joins them: references are trusted, responses are not
     */
    Cursor(List<Token> tokens, Budget budget, Set<String> extra, boolean learning) {
        this.tokens = new ArrayList<>(tokens);
        this.budget = budget;
        this.extra = learning ? new LinkedHashSet<>(extra) : extra;
        this.learning = learning;
    }

    Token peek() {
        while (aligning && at < tokens.size() && tokens.get(at).isSign("&")) {
            at++;
        }
        return peek(0);
    }

    Token peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.END;
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        budget.tick();
        return token;
    }

    boolean accept(String sign) {
        if (peek().isSign(sign)) {
            next();
            return true;
        }
        return false;
    }

    void expect(Token.Kind kind, String text) {
        Token token = next();
        if (!token.is(kind, text)) {
            throw new Outside.Unreadable("'" + text + "' was expected, not " + token);
        }
    }

    /** Takes the first character of the next number or word, and leaves the rest. */
    String nextCharacter() {
        Token token = peek();
        next();
        if (token.text().length() > 1) {
            at--;
            tokens.set(at, new Token(token.kind(), token.text().substring(1), false));
        }
        return token.text().substring(0, 1);
    }

    /** Takes the first characters of the next word, and leaves the rest. */
    void cut(int length) {
        Token token = next();
        if (token.text().length() > length) {
            at--;
            tokens.set(at, new Token(token.kind(), token.text().substring(length), false));
        }
    }

    void drop() {
        at++;
    }

    void enter() {
        if (++depth > Bounds.DEPTH) {
            throw new Outside.Exceeded("the answer is nested deeper than " + Bounds.DEPTH);
        }
    }

    void leave() {
        depth--;
    }

    int depth() {
        return depth;
    }

    /** Whether a command may stand for itself. */
    boolean allows(String command) {
        if (learning) {
            extra.add(command);
        }
        return extra.contains(command);
    }

    /** The commands that stood for themselves. */
    Set<String> learned() {
        return extra;
    }

    /** A cursor on a text inside this one, as deep. */
    Cursor inside(String text) {
        Cursor inner = new Cursor(Lexer.tokens(text), budget, extra, learning);
        inner.depth = depth;
        return inner;
    }
}
