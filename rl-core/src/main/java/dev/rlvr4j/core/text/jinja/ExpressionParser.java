package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Expression.ArgumentList;
import dev.rlvr4j.core.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds expressions, one method per level of precedence, loosest first. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Set<String> NOT_AN_ARGUMENT = Set.of("else", "or", "and", "is", "if", "in", "not");
    private static final int MAX_DEPTH = 100;

    private final TokenStream tokens;
    private int depth;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** An expression, or several with commas between, which make a list. */
    Expression tuple() {
        return tuple(true);
    }

    /** The same without a conditional at its top, so that the {@code if} of a loop can follow. */
    Expression tuple(boolean withConditional) {
        Expression first = withConditional ? expression() : or();
        if (!tokens.atOperator(",")) {
            return first;
        }
        List<Expression> elements = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !tokens.at(Kind.END) && !tokens.atOperator(")")) {
            elements.add(withConditional ? expression() : or());
        }
        return new Expression.ListOf(elements);
    }

    Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(
                    "an expression nests more than " + MAX_DEPTH + " levels deep",
                    tokens.peek().line());
        }
        Expression result = or();
        while (tokens.skipName("if")) {
            Expression condition = or();
            Expression otherwise =
                    tokens.skipName("else") ? expression() : new Expression.Literal(new Undefined("else"));
            result = new Expression.Conditional(condition, result, otherwise);
        }
        depth--;
        return result;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Expression.Logic(false, left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Expression.Logic(true, left, not());
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        while (tokens.atName("not") && !tokens.peekAfter().is(Kind.NAME, "in")) {
            tokens.next();
            negations++;
        }
        Expression operand = comparison();
        for (int i = 0; i < Math.min(negations, 2 + negations % 2); i++) {
            operand = new Expression.Not(operand);
        }
        return operand;
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            if (tokens.at(Kind.OPERATOR) && COMPARISONS.contains(tokens.peek().text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (tokens.atName("not") && tokens.peekAfter().is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
            }
            others.add(sum());
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.atOperator("+") || tokens.atOperator("-")) {
            left = new Expression.Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.skipOperator("~")) {
            left = new Expression.Concatenation(left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.at(Kind.OPERATOR)
                && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            left = new Expression.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    /** A minus binds tighter than a filter: {@code -x|abs} filters the negated value. */
    private Expression unary(boolean withFilters) {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException(
                    "an expression nests more than " + MAX_DEPTH + " levels deep",
                    tokens.peek().line());
        }
        Expression operand;
        if (tokens.skipOperator("-")) {
            operand = new Expression.Negation(unary(false));
        } else if (tokens.skipOperator("+")) {
            operand = unary(false);
        } else {
            operand = postfix(primary());
        }
        depth--;
        return withFilters ? filters(operand) : operand;
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> strings(token.text());
            case INTEGER -> integer(token);
            case FLOAT -> new Expression.Literal(Double.parseDouble(token.text()));
            case OPERATOR -> bracket(token);
            default -> throw new TemplateException("expected an expression, but found " + token, token.line());
        };
    }

    private static Expression integer(Token token) {
        try {
            return new Expression.Literal(Long.parseLong(token.text()));
        } catch (NumberFormatException e) {
            throw new TemplateException("the number " + token.text() + " is too large", token.line());
        }
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(null);
            default -> new Expression.Name(name);
        };
    }

    /** Strings that stand side by side are one. */
    private Expression strings(String first) {
        StringBuilder text = new StringBuilder(first);
        while (tokens.at(Kind.STRING)) {
            text.append(tokens.next().text());
        }
        return new Expression.Literal(text.toString());
    }

    private Expression bracket(Token open) {
        switch (open.text()) {
            case "(" -> {
                Expression inner = tokens.atOperator(")") ? new Expression.ListOf(List.of()) : tuple();
                tokens.needOperator(")");
                return inner;
            }
            case "[" -> {
                List<Expression> elements = new ArrayList<>();
                while (!tokens.skipOperator("]")) {
                    elements.add(expression());
                    comma("]");
                }
                return new Expression.ListOf(elements);
            }
            case "{" -> {
                List<Expression> keys = new ArrayList<>();
                List<Expression> values = new ArrayList<>();
                while (!tokens.skipOperator("}")) {
                    keys.add(expression());
                    tokens.needOperator(":");
                    values.add(expression());
                    comma("}");
                }
                return new Expression.DictOf(keys, values);
            }
            default -> throw new TemplateException("expected an expression, but found " + open, open.line());
        }
    }

    private void comma(String close) {
        if (!tokens.atOperator(close)) {
            tokens.needOperator(",");
        }
    }

    private Expression postfix(Expression operand) {
        Expression result = operand;
        while (true) {
            if (tokens.skipOperator(".")) {
                result = tokens.at(Kind.INTEGER)
                        ? new Expression.Item(result, integer(tokens.next()))
                        : new Expression.Attribute(result, tokens.name());
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.skipOperator("(")) {
                result = new Expression.Call(result, arguments());
            } else {
                return result;
            }
        }
    }

    private Expression subscript(Expression target) {
        Expression from = tokens.atOperator(":") ? null : tuple();
        if (from != null && tokens.skipOperator("]")) {
            return new Expression.Item(target, from);
        }
        tokens.needOperator(":");
        Expression to = slicePart();
        Expression by = tokens.skipOperator(":") ? slicePart() : null;
        tokens.needOperator("]");
        return new Expression.Slice(target, from, to, by);
    }

    private @Nullable Expression slicePart() {
        return tokens.atOperator(":") || tokens.atOperator("]") ? null : expression();
    }

    /** The arguments after an opening parenthesis, and the closing one. */
    private ArgumentList arguments() {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            if (tokens.at(Kind.NAME) && tokens.peekAfter().is(Kind.OPERATOR, "=")) {
                String name = tokens.name();
                tokens.next();
                named.put(name, expression());
            } else if (named.isEmpty()) {
                positional.add(expression());
            } else {
                throw tokens.unexpected("a named argument");
            }
            comma(")");
        }
        return new ArgumentList(positional, named);
    }

    private Expression filters(Expression operand) {
        Expression result = operand;
        while (true) {
            if (tokens.skipOperator("|")) {
                result = filter(result);
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.skipOperator("(")) {
                result = new Expression.Call(result, arguments());
            } else {
                return result;
            }
        }
    }

    /** A filter after its bar. */
    Expression filter(Expression operand) {
        int line = tokens.peek().line();
        String name = tokens.name();
        if (!Filters.exists(name)) {
            throw new TemplateException("there is no filter named '" + name + "'", line);
        }
        return new Expression.Filter(operand, name, tokens.skipOperator("(") ? arguments() : ArgumentList.NONE);
    }

    private Expression test(Expression operand) {
        boolean negated = tokens.skipName("not");
        int line = tokens.peek().line();
        String name = tokens.name();
        if (!Tests.exists(name)) {
            throw new TemplateException("there is no test named '" + name + "'", line);
        }
        ArgumentList arguments = ArgumentList.NONE;
        if (tokens.skipOperator("(")) {
            arguments = arguments();
        } else if (startsArgument()) {
            arguments = new ArgumentList(List.of(postfix(primary())), Map.of());
        }
        Expression test = new Expression.Test(operand, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    /** A test may take one argument without parentheses: {@code x is divisibleby 3}. */
    private boolean startsArgument() {
        return switch (tokens.peek().kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !NOT_AN_ARGUMENT.contains(tokens.peek().text());
            case OPERATOR -> tokens.atOperator("[") || tokens.atOperator("{");
            default -> false;
        };
    }
}
