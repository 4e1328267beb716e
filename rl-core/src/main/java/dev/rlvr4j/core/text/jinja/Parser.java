package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Statement.Flow;
import dev.rlvr4j.core.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds the statements of a template. */
final class Parser {
    private static final int MAX_DEPTH = 100;

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int depth;
    private int loops;

    private Parser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static Statement.Block parse(String source) {
        Parser parser = new Parser(new TokenStream(Lexer.tokens(source)));
        Statement.Block block = parser.block(Set.of());
        if (!parser.tokens.at(Kind.EOF)) {
            throw parser.tokens.unexpected("the end of the template");
        }
        return block;
    }

    /** Statements up to a block tag of one of the names; the stream then stands at that name. */
    private Statement.Block block(Set<String> until) {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(
                    "blocks nest more than " + MAX_DEPTH + " levels deep",
                    tokens.peek().line());
        }
        List<Statement> body = new ArrayList<>();
        while (!tokens.at(Kind.EOF)) {
            Token token = tokens.next();
            if (token.kind() == Kind.DATA) {
                body.add(new Statement.Data(token.text()));
            } else if (token.kind() == Kind.OUTPUT_BEGIN) {
                body.add(new Statement.Output(expressions.tuple()));
                tokens.needEnd();
            } else if (until.contains(tokens.peek().text()) && tokens.at(Kind.NAME)) {
                break;
            } else {
                body.add(statement());
            }
        }
        if (!until.isEmpty() && tokens.at(Kind.EOF)) {
            throw tokens.unexpected("one of the tags " + new TreeSet<>(until));
        }
        depth--;
        return new Statement.Block(body);
    }

    private Statement statement() {
        int line = tokens.peek().line();
        String tag = tokens.name();
        return switch (tag) {
            case "if" -> ifStatement();
            case "for" -> forStatement();
            case "set" -> setStatement();
            case "macro" -> macro();
            case "generation" -> generation();
            case "break" -> jump(Flow.BREAK, line);
            case "continue" -> jump(Flow.CONTINUE, line);
            default -> throw new TemplateException("unknown tag '" + tag + "'", line);
        };
    }

    private Statement ifStatement() {
        List<Expression> conditions = new ArrayList<>();
        List<Statement.Block> bodies = new ArrayList<>();
        String next = "elif";
        while (next.equals("elif")) {
            conditions.add(expressions.tuple());
            tokens.needEnd();
            bodies.add(block(Set.of("elif", "else", "endif")));
            next = tokens.name();
        }
        if (next.equals("else")) {
            tokens.needEnd();
            conditions.add(new Expression.Literal(true));
            bodies.add(block(Set.of("endif")));
            tokens.needName("endif");
        }
        tokens.needEnd();
        return new Statement.If(conditions, bodies);
    }

    private Statement forStatement() {
        List<String> targets = targets();
        tokens.needName("in");
        Expression elements = expressions.tuple(false);
        Expression condition = tokens.skipName("if") ? expressions.expression() : null;
        tokens.needEnd();
        loops++;
        Statement.Block body = block(Set.of("else", "endfor"));
        loops--;
        Statement.Block otherwise = new Statement.Block(List.of());
        if (tokens.skipName("else")) {
            tokens.needEnd();
            otherwise = block(Set.of("endfor"));
        }
        tokens.needName("endfor");
        tokens.needEnd();
        return new Statement.For(targets, elements, condition, body, otherwise);
    }

    private List<String> targets() {
        boolean bracketed = tokens.skipOperator("(");
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.name());
        } while (tokens.skipOperator(",") && tokens.at(Kind.NAME));
        if (bracketed) {
            tokens.needOperator(")");
        }
        return names;
    }

    private Statement setStatement() {
        List<String> targets = targets();
        String attribute = tokens.skipOperator(".") ? tokens.name() : null;
        if (tokens.skipOperator("=")) {
            Expression value = expressions.tuple();
            tokens.needEnd();
            return new Statement.Set(targets, attribute, value);
        }
        if (attribute != null || targets.size() > 1) {
            throw tokens.unexpected("'='");
        }
        Expression filtered = null;
        while (tokens.skipOperator("|")) {
            filtered = expressions.filter(filtered == null ? new Expression.Name(Statement.SetBlock.TEXT) : filtered);
        }
        tokens.needEnd();
        Statement.Block body = block(Set.of("endset"));
        tokens.needName("endset");
        tokens.needEnd();
        return new Statement.SetBlock(targets.get(0), body, filtered);
    }

    private Statement macro() {
        String name = tokens.name();
        tokens.needOperator("(");
        List<String> parameters = new ArrayList<>();
        List<@Nullable Expression> defaults = new ArrayList<>();
        while (!tokens.skipOperator(")")) {
            parameters.add(tokens.name());
            defaults.add(tokens.skipOperator("=") ? expressions.expression() : null);
            if (!tokens.atOperator(")")) {
                tokens.needOperator(",");
            }
        }
        tokens.needEnd();
        int outerLoops = loops;
        loops = 0;
        Statement.Block body = block(Set.of("endmacro"));
        loops = outerLoops;
        tokens.needName("endmacro");
        tokens.skipName(name);
        tokens.needEnd();
        return new Statement.Macro(name, parameters, defaults, body);
    }

    /** Marks the assistant's words for training in transformers; here its body simply runs. */
    private Statement generation() {
        tokens.needEnd();
        Statement.Block body = block(Set.of("endgeneration"));
        tokens.needName("endgeneration");
        tokens.needEnd();
        return body;
    }

    private Statement jump(Flow flow, int line) {
        if (loops == 0) {
            throw new TemplateException(
                    "'" + (flow == Flow.BREAK ? "break" : "continue") + "' outside of a loop", line);
        }
        tokens.needEnd();
        return new Statement.Jump(flow);
    }
}
