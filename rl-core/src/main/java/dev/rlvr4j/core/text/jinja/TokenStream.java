package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Token.Kind;
import java.util.List;

/** The tokens of a template, read from left to right. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peekAfter() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean at(Kind kind) {
        return peek().kind() == kind;
    }

    boolean atOperator(String text) {
        return peek().is(Kind.OPERATOR, text);
    }

    boolean atName(String text) {
        return peek().is(Kind.NAME, text);
    }

    boolean skipOperator(String text) {
        boolean there = atOperator(text);
        if (there) {
            next();
        }
        return there;
    }

    boolean skipName(String text) {
        boolean there = atName(text);
        if (there) {
            next();
        }
        return there;
    }

    void needOperator(String text) {
        if (!skipOperator(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    void needName(String text) {
        if (!skipName(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    String name() {
        if (!at(Kind.NAME)) {
            throw unexpected("a name");
        }
        return next().text();
    }

    void needEnd() {
        if (!at(Kind.END)) {
            throw unexpected("the end of the tag");
        }
        next();
    }

    TemplateException unexpected(String wanted) {
        return new TemplateException("expected " + wanted + ", but found " + peek(), peek().line());
    }
}
