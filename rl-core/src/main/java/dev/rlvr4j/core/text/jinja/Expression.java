package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Callable.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a template that has a value. */
sealed interface Expression {
    /** The value in a scope; each evaluation spends a step. */
    default @Nullable Object value(Scope scope) {
        scope.budget().step();
        return evaluate(scope);
    }

    @Nullable
    Object evaluate(Scope scope);

    /** A constant. */
    record Literal(@Nullable Object constant) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return constant;
        }
    }

    /** A variable. */
    record Name(String name) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return scope.get(name);
        }
    }

    /** {@code [a, b]} or {@code (a, b)}. */
    record ListOf(List<Expression> elements) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            for (Expression element : elements) {
                list.add(element.value(scope));
            }
            return list;
        }
    }

    /** <code>{k: v}</code>. */
    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).value(scope);
                if (key instanceof List || key instanceof Map) {
                    throw new TemplateException(Values.typeName(key) + " cannot be the key of a dict");
                }
                dict.put(key, values.get(i).value(scope));
            }
            return dict;
        }
    }

    /** {@code target.name}. */
    record Attribute(Expression target, String name) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Values.attribute(target.value(scope), name);
        }
    }

    /** {@code target[key]}. */
    record Item(Expression target, Expression key) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Values.item(target.value(scope), key.value(scope));
        }
    }

    /** {@code target[from:to:by]}. */
    record Slice(
            Expression target,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression by) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Values.slice(
                    target.value(scope), part(from, scope), part(to, scope), part(by, scope), scope.budget());
        }

        private static @Nullable Object part(@Nullable Expression part, Scope scope) {
            return part == null ? null : part.value(scope);
        }
    }

    /** The arguments of a call as written. */
    record ArgumentList(List<Expression> positional, Map<String, Expression> named) {
        static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());

        Arguments values(Scope scope) {
            List<@Nullable Object> places = new ArrayList<>(positional.size());
            for (Expression argument : positional) {
                places.add(argument.value(scope));
            }
            Map<String, @Nullable Object> names = new LinkedHashMap<>();
            named.forEach((name, argument) -> names.put(name, argument.value(scope)));
            return new Arguments(places, names);
        }
    }

    /** {@code function(arguments)}. */
    record Call(Expression function, ArgumentList arguments) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            Object called = function.value(scope);
            if (called instanceof Callable callable) {
                return callable.call(arguments.values(scope), scope.budget());
            }
            String name =
                    function instanceof Attribute attribute ? "'" + attribute.name() + "'" : Values.typeName(called);
            throw new TemplateException(name + " cannot be called; it is no known function or method");
        }
    }

    /** {@code value | name(arguments)}. */
    record Filter(Expression operand, String name, ArgumentList arguments) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Filters.apply(name, operand.value(scope), arguments.values(scope), scope.budget());
        }
    }

    /** {@code value is name(arguments)}. */
    record Test(Expression operand, String name, ArgumentList arguments) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Tests.test(name, operand.value(scope), arguments.values(scope), scope.budget());
        }
    }

    /** {@code not value}. */
    record Not(Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return !Values.truthy(operand.value(scope));
        }
    }

    /** {@code -value}. */
    record Negation(Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Arithmetic.negate(operand.value(scope));
        }
    }

    /** {@code left and right}, {@code left or right}: the operand that decides, as in Python. */
    record Logic(boolean and, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            Object first = left.value(scope);
            return Values.truthy(first) == and ? right.value(scope) : first;
        }
    }

    /** {@code left + right} and the other operators on numbers. */
    record Binary(String operator, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Arithmetic.apply(operator, left.value(scope), right.value(scope), scope.budget());
        }
    }

    /** {@code left ~ right}: both as text. */
    record Concatenation(Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            String first = Printer.str(left.value(scope), scope.budget());
            String second = Printer.str(right.value(scope), scope.budget());
            scope.budget().length((long) first.length() + second.length());
            return first + second;
        }
    }

    /** {@code a < b <= c}: all must hold. */
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            Object left = first.value(scope);
            for (int i = 0; i < operators.size(); i++) {
                Object right = others.get(i).value(scope);
                if (!holds(operators.get(i), left, right, scope.budget())) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        private static boolean holds(String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
            return switch (operator) {
                case "==" -> Values.equal(left, right, budget);
                case "!=" -> !Values.equal(left, right, budget);
                case "in" -> Values.contains(right, left, budget);
                case "not in" -> !Values.contains(right, left, budget);
                default ->
                    Tests.test(operator, left, new Arguments(Collections.singletonList(right), Map.of()), budget);
            };
        }
    }

    /** {@code then if condition else otherwise}. */
    record Conditional(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public @Nullable Object evaluate(Scope scope) {
            return Values.truthy(condition.value(scope)) ? then.value(scope) : otherwise.value(scope);
        }
    }
}
