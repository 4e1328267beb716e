package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Callable.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tests that follow {@code is}. */
final class Tests {
    private static final Set<String> NAMES = new TreeSet<>(List.of(
            "defined",
            "undefined",
            "none",
            "string",
            "mapping",
            "number",
            "integer",
            "float",
            "boolean",
            "iterable",
            "sequence",
            "callable",
            "true",
            "false",
            "equalto",
            "eq",
            "==",
            "ne",
            "!=",
            "sameas",
            "in",
            "even",
            "odd",
            "divisibleby",
            "lt",
            "<",
            "lessthan",
            "gt",
            ">",
            "greaterthan",
            "le",
            "<=",
            "ge",
            ">=",
            "lower",
            "upper"));

    private Tests() {}

    static boolean exists(String name) {
        return NAMES.contains(name);
    }

    static boolean test(String name, @Nullable Object value, Arguments arguments, Budget budget) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "number" -> Values.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "iterable" ->
                value instanceof List || value instanceof Map || value instanceof String || value instanceof Undefined;
            case "sequence" ->
                value instanceof List || value instanceof Map || value instanceof String || value instanceof Undefined;
            case "callable" -> value instanceof Callable;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "equalto", "eq", "==" -> Values.equal(value, arguments.need(0, name), budget);
            case "ne", "!=" -> !Values.equal(value, arguments.need(0, name), budget);
            case "sameas" -> sameAs(value, arguments.need(0, name));
            case "in" -> Values.contains(arguments.need(0, name), value, budget);
            case "even" -> Math.floorMod(integer(value, name), 2L) == 0;
            case "odd" -> Math.floorMod(integer(value, name), 2L) == 1;
            case "divisibleby" -> Math.floorMod(integer(value, name), arguments.integer(0, "num", 1)) == 0;
            case "lt", "<", "lessthan" -> Arithmetic.compare(value, arguments.need(0, name)) < 0;
            case "gt", ">", "greaterthan" -> Arithmetic.compare(value, arguments.need(0, name)) > 0;
            case "le", "<=" -> Arithmetic.compare(value, arguments.need(0, name)) <= 0;
            case "ge", ">=" -> Arithmetic.compare(value, arguments.need(0, name)) >= 0;
            case "lower" -> value instanceof String text && text.equals(text.toLowerCase(Locale.ROOT));
            case "upper" -> value instanceof String text && text.equals(text.toUpperCase(Locale.ROOT));
            default -> throw new TemplateException("there is no test named '" + name + "'");
        };
    }

    /** Python's {@code is}: the same object, which for constants and short values means equal and of one type. */
    private static boolean sameAs(@Nullable Object value, @Nullable Object other) {
        return value == other
                || (value != null && !(value instanceof List || value instanceof Map) && value.equals(other));
    }

    private static long integer(@Nullable Object value, String name) {
        if (value != null && Values.isNumber(value)) {
            return Arithmetic.toLong(value);
        }
        throw new TemplateException("the test '" + name + "' needs a number, but was given " + Values.typeName(value));
    }
}
