package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Callable.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The filters that follow {@code |}. */
final class Filters {
    private static final Set<String> NAMES = new TreeSet<>(List.of(
            "trim",
            "length",
            "count",
            "tojson",
            "upper",
            "lower",
            "title",
            "capitalize",
            "replace",
            "string",
            "safe",
            "int",
            "float",
            "abs",
            "round",
            "default",
            "d",
            "items",
            "dictsort",
            "list",
            "first",
            "last",
            "reverse",
            "join",
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "indent",
            "sort",
            "unique",
            "sum",
            "min",
            "max"));

    private Filters() {}

    static boolean exists(String name) {
        return NAMES.contains(name);
    }

    static @Nullable Object apply(String name, @Nullable Object value, Arguments arguments, Budget budget) {
        return switch (name) {
            case "trim" -> Text.strip(text(value, budget), chars(arguments), true, true);
            case "length", "count" -> Values.length(value);
            case "tojson" -> Printer.json(value, arguments, budget);
            case "upper" -> text(value, budget).toUpperCase(Locale.ROOT);
            case "lower" -> text(value, budget).toLowerCase(Locale.ROOT);
            case "title" -> Methods.title(text(value, budget));
            case "capitalize" -> Methods.capitalize(text(value, budget));
            case "replace" -> Methods.replace(text(value, budget), arguments, budget);
            case "string", "safe" -> text(value, budget);
            case "int" -> toInt(value, arguments.get(0, "default", 0L));
            case "float" -> toFloat(value, arguments.get(0, "default", 0.0));
            case "abs" -> Arithmetic.compare(value, 0L) < 0 ? Arithmetic.negate(value) : value;
            case "round" -> round(value, arguments);
            case "default", "d" -> orDefault(value, arguments);
            case "items" -> value instanceof Map<?, ?> map ? Methods.items(map, budget) : noItems(value);
            case "dictsort" -> dictSort(value, budget);
            case "indent" -> indent(text(value, budget), arguments, budget);
            case "join" -> join(value, arguments, budget);
            case "first" -> end(value, true, budget);
            case "last" -> end(value, false, budget);
            case "reverse" -> reverse(value, budget);
            default -> onElements(name, value, arguments, budget);
        };
    }

    private static @Nullable Object onElements(
            String name, @Nullable Object value, Arguments arguments, Budget budget) {
        // As in Jinja2, what is false has no elements for these, none included; the others refuse it.
        boolean lenient = name.equals("map") || name.startsWith("select") || name.startsWith("reject");
        List<@Nullable Object> elements =
                lenient && !Values.truthy(value) ? new ArrayList<>() : Values.elements(value, budget);
        return switch (name) {
            case "list" -> elements;
            case "map" -> map(elements, arguments, budget);
            case "select" -> select(elements, arguments, null, true, budget);
            case "reject" -> select(elements, arguments, null, false, budget);
            case "selectattr" -> select(elements, arguments.rest(1), arguments.text(0, name), true, budget);
            case "rejectattr" -> select(elements, arguments.rest(1), arguments.text(0, name), false, budget);
            case "sort" -> sort(elements, arguments, budget);
            case "unique" -> unique(elements, budget);
            case "sum" -> elements.stream().reduce(0L, (a, b) -> Arithmetic.apply("+", a, b, budget));
            case "min" -> elements.stream().min(Arithmetic::compare).orElse(new Undefined(name));
            case "max" -> elements.stream().max(Arithmetic::compare).orElse(new Undefined(name));
            default -> throw new TemplateException("there is no filter named '" + name + "'");
        };
    }

    private static String text(@Nullable Object value, Budget budget) {
        return Printer.str(value, budget);
    }

    private static @Nullable String chars(Arguments arguments) {
        Object chars = arguments.get(0, "chars", null);
        return chars instanceof String set ? set : null;
    }

    private static @Nullable Object toInt(@Nullable Object value, @Nullable Object absent) {
        if (value != null && Values.isNumber(value)) {
            return Arithmetic.toLong(value);
        }
        if (value instanceof String text) {
            String trimmed = Text.strip(text, null, true, true);
            try {
                return trimmed.matches("[-+]?\\d+")
                        ? Long.parseLong(trimmed)
                        : (Object) (long) Double.parseDouble(trimmed);
            } catch (NumberFormatException e) {
                return absent;
            }
        }
        return absent;
    }

    private static @Nullable Object toFloat(@Nullable Object value, @Nullable Object absent) {
        if (value != null && Values.isNumber(value)) {
            return Arithmetic.toDouble(value);
        }
        try {
            return value instanceof String text ? (Object) Double.parseDouble(text.strip()) : absent;
        } catch (NumberFormatException e) {
            return absent;
        }
    }

    private static Object round(@Nullable Object value, Arguments arguments) {
        if (value == null || !Values.isNumber(value)) {
            throw new TemplateException("round needs a number, but was given " + Values.typeName(value));
        }
        double scale = Math.pow(10, (double) arguments.integer(0, "precision", 0));
        return Math.rint(Arithmetic.toDouble(value) * scale) / scale;
    }

    private static @Nullable Object orDefault(@Nullable Object value, Arguments arguments) {
        boolean falseToo = Values.truthy(arguments.get(1, "boolean", false));
        boolean replace = value instanceof Undefined || (falseToo && !Values.truthy(value));
        return replace ? arguments.get(0, "default_value", "") : value;
    }

    private static Object noItems(@Nullable Object value) {
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new TemplateException("items needs a dict, but was given " + Values.typeName(value));
    }

    private static Object dictSort(@Nullable Object value, Budget budget) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new TemplateException("dictsort needs a dict, but was given " + Values.typeName(value));
        }
        List<@Nullable Object> items = Values.elements(Methods.items(map, budget), budget);
        items.sort((a, b) -> caseless(((List<?>) nonNull(a)).get(0), ((List<?>) nonNull(b)).get(0)));
        return items;
    }

    private static Object nonNull(@Nullable Object value) {
        return Objects.requireNonNull(value);
    }

    private static int caseless(@Nullable Object a, @Nullable Object b) {
        return a instanceof String x && b instanceof String y
                ? Arithmetic.compare(x.toLowerCase(Locale.ROOT), y.toLowerCase(Locale.ROOT))
                : Arithmetic.compare(a, b);
    }

    private static String indent(String text, Arguments arguments, Budget budget) {
        Object width = arguments.get(0, "width", 4L);
        boolean first = Values.truthy(arguments.get(1, "first", false));
        boolean blank = Values.truthy(arguments.get(2, "blank", false));
        String pad = width instanceof String given
                ? given
                : " ".repeat((int) Math.max(0, Math.min(1000, arguments.integer(0, "width", 4))));
        budget.length(text.length() + (text.chars().filter(c -> c == '\n').count() + 1) * pad.length());
        StringBuilder out = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean padded = i == 0 ? first : blank || !lines[i].isEmpty();
            out.append(i == 0 ? "" : "\n").append(padded ? pad : "").append(lines[i]);
        }
        return out.toString();
    }

    private static String join(@Nullable Object value, Arguments arguments, Budget budget) {
        String separator = text(arguments.get(0, "d", ""), budget);
        Object attribute = arguments.get(1, "attribute", null);
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object element : Values.elements(value, budget)) {
            Object part = attribute == null ? element : path(element, attribute);
            out.append(first ? "" : separator).append(text(part, budget));
            budget.length(out.length());
            first = false;
        }
        return out.toString();
    }

    private static @Nullable Object end(@Nullable Object value, boolean first, Budget budget) {
        List<@Nullable Object> elements = Values.elements(value, budget);
        if (elements.isEmpty()) {
            return new Undefined(first ? "first" : "last");
        }
        return elements.get(first ? 0 : elements.size() - 1);
    }

    private static Object reverse(@Nullable Object value, Budget budget) {
        List<@Nullable Object> elements = Values.elements(value, budget);
        Collections.reverse(elements);
        return value instanceof String ? join(elements, Arguments.NONE, budget) : elements;
    }

    private static Object map(List<@Nullable Object> elements, Arguments arguments, Budget budget) {
        Object attribute = arguments.named().get("attribute");
        Object absent = arguments.named().get("default");
        elements.replaceAll(element -> {
            if (attribute == null) {
                return apply(arguments.text(0, "map"), element, arguments.rest(1), budget);
            }
            Object part = path(element, attribute);
            return part instanceof Undefined && absent != null ? absent : part;
        });
        return elements;
    }

    /** An attribute of an attribute, written with dots; numbers are indexes. */
    private static @Nullable Object path(@Nullable Object value, Object attribute) {
        if (!(attribute instanceof String names)) {
            return Values.item(value, attribute);
        }
        Object part = value;
        for (String name : names.split("\\.", -1)) {
            // A filter's attribute is an item before it is a method.
            part = name.matches("\\d+") ? Values.item(part, Long.parseLong(name)) : Values.item(part, name);
        }
        return part;
    }

    private static Object select(
            List<@Nullable Object> elements,
            Arguments arguments,
            @Nullable String attribute,
            boolean keep,
            Budget budget) {
        elements.removeIf(element -> {
            Object value = attribute == null ? element : path(element, attribute);
            boolean holds = arguments.size() == 0
                    ? Values.truthy(value)
                    : Tests.test(arguments.text(0, "select"), value, arguments.rest(1), budget);
            return holds != keep;
        });
        return elements;
    }

    private static Object sort(List<@Nullable Object> elements, Arguments arguments, Budget budget) {
        Object attribute = arguments.get(2, "attribute", null);
        boolean caseSensitive = Values.truthy(arguments.get(1, "case_sensitive", false));
        Comparator<@Nullable Object> order = (a, b) -> {
            budget.step();
            Object x = attribute == null ? a : path(a, attribute);
            Object y = attribute == null ? b : path(b, attribute);
            return caseSensitive ? Arithmetic.compare(x, y) : caseless(x, y);
        };
        elements.sort(Values.truthy(arguments.get(0, "reverse", false)) ? order.reversed() : order);
        return elements;
    }

    private static Object unique(List<@Nullable Object> elements, Budget budget) {
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object element : elements) {
            if (kept.stream().noneMatch(k -> Values.equal(k, element, budget) || bothEqualIgnoringCase(k, element))) {
                kept.add(element);
            }
        }
        return kept;
    }

    private static boolean bothEqualIgnoringCase(@Nullable Object a, @Nullable Object b) {
        return a instanceof String x && b instanceof String y && x.equalsIgnoreCase(y);
    }
}
