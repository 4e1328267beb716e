package dev.rlvr4j.core.text.jinja;

import dev.rlvr4j.core.text.jinja.Callable.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str, dict and list that do not change them. */
final class Methods {
    private Methods() {}

    /** A method of a value, bound to it, or null where its type has none of that name. */
    static @Nullable Callable find(@Nullable Object target, String name) {
        if (target instanceof String text) {
            return ofString(text, name);
        }
        if (target instanceof Map<?, ?> map) {
            return ofDict(map, name);
        }
        if (target instanceof List<?> list) {
            return ofList(list, name);
        }
        return null;
    }

    private static @Nullable Callable ofString(String text, String name) {
        return switch (name) {
            case "strip" -> (a, b) -> Text.strip(text, set(a), true, true);
            case "lstrip" -> (a, b) -> Text.strip(text, set(a), true, false);
            case "rstrip" -> (a, b) -> Text.strip(text, set(a), false, true);
            case "startswith" -> (a, b) -> matches(text, a, name, true);
            case "endswith" -> (a, b) -> matches(text, a, name, false);
            case "removeprefix" ->
                (a, b) -> text.startsWith(a.text(0, name))
                        ? text.substring(a.text(0, name).length())
                        : text;
            case "removesuffix" ->
                (a, b) -> text.endsWith(a.text(0, name))
                        ? text.substring(0, text.length() - a.text(0, name).length())
                        : text;
            case "upper" -> (a, b) -> text.toUpperCase(Locale.ROOT);
            case "lower" -> (a, b) -> text.toLowerCase(Locale.ROOT);
            case "title" -> (a, b) -> title(text);
            case "capitalize" -> (a, b) -> capitalize(text);
            case "replace" -> (a, b) -> replace(text, a, b);
            case "find" -> (a, b) -> codePointIndex(text, text.indexOf(a.text(0, name)));
            case "rfind" -> (a, b) -> codePointIndex(text, text.lastIndexOf(a.text(0, name)));
            case "count" -> (a, b) -> count(text, a.text(0, name));
            case "split" -> (a, b) -> split(text, a, false, b);
            case "rsplit" -> (a, b) -> split(text, a, true, b);
            case "splitlines" ->
                (a, b) -> new ArrayList<@Nullable Object>(text.lines().toList());
            case "join" -> (a, b) -> join(text, a.need(0, name), b);
            case "isdigit" -> (a, b) -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isalpha" -> (a, b) -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isspace" -> (a, b) -> !text.isEmpty() && Text.isBlank(text);
            default -> null;
        };
    }

    private static @Nullable Callable ofDict(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> (a, b) -> items(map, b);
            case "keys" -> (a, b) -> List.copyOf(Values.elements(map, b));
            case "values" -> (a, b) -> Collections.unmodifiableList(new ArrayList<@Nullable Object>(map.values()));
            case "get" ->
                (a, b) -> map.containsKey(a.need(0, name)) ? map.get(a.need(0, name)) : a.get(1, "default", null);
            default -> null;
        };
    }

    private static @Nullable Callable ofList(List<?> list, String name) {
        return switch (name) {
            case "count" ->
                (a, b) -> list.stream()
                        .filter(x -> Values.equal(x, a.need(0, name), b))
                        .count();
            case "index" ->
                (a, b) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Values.equal(list.get(i), a.need(0, name), b)) {
                            return (long) i;
                        }
                    }
                    throw new TemplateException("the list has no such element to give the index of");
                };
            default -> null;
        };
    }

    private static @Nullable String set(Arguments arguments) {
        return arguments.size() == 0 || arguments.positional().get(0) == null ? null : arguments.text(0, "strip");
    }

    private static boolean matches(String text, Arguments arguments, String name, boolean start) {
        Object wanted = arguments.need(0, name);
        for (Object part : wanted instanceof List<?> any ? any : Collections.singletonList(wanted)) {
            if (!(part instanceof String affix)) {
                throw new TemplateException(name + " needs a string, but was given " + Values.typeName(part));
            }
            if (start ? text.startsWith(affix) : text.endsWith(affix)) {
                return true;
            }
        }
        return false;
    }

    static String replace(String text, Arguments arguments, Budget budget) {
        String from = arguments.text(0, "replace");
        String to = arguments.text(1, "replace");
        long times = arguments.integer(2, "count", -1);
        budget.length(text.length() + (count(text, from) + 1) * (long) to.length());
        if (times < 0) {
            return text.replace(from, to);
        }
        String result = text;
        int at = 0;
        for (long i = 0; i < times && result.indexOf(from, at) >= 0; i++) {
            budget.step();
            int hit = result.indexOf(from, at);
            result = result.substring(0, hit) + to + result.substring(hit + from.length());
            at = hit + to.length();
        }
        return result;
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static long codePointIndex(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }

    private static Object split(String text, Arguments arguments, boolean fromRight, Budget budget) {
        Object separator = arguments.get(0, "sep", null);
        long limit = arguments.integer(1, "maxsplit", -1);
        long splits = limit < 0 ? Long.MAX_VALUE : limit;
        List<@Nullable Object> parts = separator == null
                ? words(text, splits, fromRight)
                : pieces(text, arguments.text(0, "split"), splits, fromRight);
        budget.spend(parts.size());
        return Collections.unmodifiableList(parts);
    }

    private static List<@Nullable Object> pieces(String text, String separator, long splits, boolean fromRight) {
        if (separator.isEmpty()) {
            throw new TemplateException("split needs a separator that is not empty");
        }
        List<@Nullable Object> parts = new ArrayList<>();
        String rest = text;
        for (long i = 0; i < splits; i++) {
            int at = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
            if (at < 0) {
                break;
            }
            String after = rest.substring(at + separator.length());
            parts.add(fromRight ? after : rest.substring(0, at));
            rest = fromRight ? rest.substring(0, at) : after;
        }
        parts.add(rest);
        if (fromRight) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static List<@Nullable Object> words(String text, long splits, boolean fromRight) {
        List<@Nullable Object> parts = new ArrayList<>();
        String rest = Text.strip(text, null, !fromRight, fromRight);
        while (!rest.isEmpty()) {
            int at = fromRight ? lastSpace(rest) : firstSpace(rest);
            if (at < 0 || parts.size() >= splits) {
                // The last piece keeps the space on its far side, as in Python.
                parts.add(rest);
                break;
            }
            parts.add(fromRight ? rest.substring(at + 1) : rest.substring(0, at));
            rest = fromRight
                    ? Text.strip(rest.substring(0, at), null, false, true)
                    : Text.strip(rest.substring(at), null, true, false);
        }
        if (fromRight) {
            Collections.reverse(parts);
        }
        return parts;
    }

    private static int firstSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Text.isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int lastSpace(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (Text.isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String join(String separator, @Nullable Object elements, Budget budget) {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (Object element : Values.elements(elements, budget)) {
            if (!(element instanceof String part)) {
                throw new TemplateException("join needs strings, but one element is " + Values.typeName(element));
            }
            text.append(first ? "" : separator).append(part);
            budget.length(text.length());
            first = false;
        }
        return text.toString();
    }

    static Object items(Map<?, ?> map, Budget budget) {
        budget.spend(map.size());
        List<@Nullable Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(Collections.unmodifiableList(Arrays.asList(key, value))));
        return Collections.unmodifiableList(items);
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            String letter = Objects.requireNonNull(Character.toString(c));
            out.append(inWord ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }
}
