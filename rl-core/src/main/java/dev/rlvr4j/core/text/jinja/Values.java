package dev.rlvr4j.core.text.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Python's rules for values. The types are String, Boolean, Long, Double, List (for list and tuple), Map (for dict), null
 * (for None), {@link Undefined}, {@link Namespace} and {@link Callable}.
 */
final class Values {
    private Values() {}

    static boolean truthy(@Nullable Object value) {
        if (value == null || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return !(value instanceof Map<?, ?> map) || !map.isEmpty();
    }

    /** A copy of what a Java caller passes in, in the types that this class knows. */
    static @Nullable Object fromJava(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(fromJava(key), fromJava(item)));
            return copy;
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> copy = new ArrayList<>();
            collection.forEach(item -> copy.add(fromJava(item)));
            return copy;
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof Callable) {
            return value;
        }
        throw new TemplateException(
                "a variable of Java type " + value.getClass().getName() + " cannot be passed in");
    }

    static String typeName(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Undefined undefined) {
            return "'" + undefined.name() + "', which is undefined";
        }
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Number) {
            return value instanceof Long ? "an integer" : "a float";
        }
        return value instanceof List ? "a list" : value instanceof Map ? "a dict" : "an object";
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** The elements that a loop visits: items of a list, keys of a dict, characters of a string. */
    static List<@Nullable Object> elements(@Nullable Object value, Budget budget) {
        List<@Nullable Object> elements = new ArrayList<>();
        if (value instanceof List<?> list) {
            elements.addAll(list);
        } else if (value instanceof Map<?, ?> map) {
            elements.addAll(map.keySet());
        } else if (value instanceof String text) {
            text.codePoints().mapToObj(Character::toString).forEach(elements::add);
        } else if (!(value instanceof Undefined)) {
            throw new TemplateException(typeName(value) + " cannot be iterated over");
        }
        budget.spend(elements.size());
        return elements;
    }

    static long length(@Nullable Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Undefined) {
            return 0;
        }
        throw new TemplateException(typeName(value) + " has no length");
    }

    static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return Arithmetic.compare(a, b) == 0;
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!equal(x.get(i), y.get(i), budget)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey()), budget));
        }
        return Objects.equals(a, b);
    }

    /** Python's {@code item in container}. */
    static boolean contains(@Nullable Object container, @Nullable Object item, Budget budget) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw new TemplateException("'in <string>' needs a string on its left, but has " + typeName(item));
        }
        if (container instanceof Map<?, ?> map) {
            return map.containsKey(item);
        }
        for (Object element : elements(container, budget)) {
            if (equal(element, item, budget)) {
                return true;
            }
        }
        return false;
    }

    /** {@code target.name}: a method, an attribute or a dict's item. */
    static @Nullable Object attribute(@Nullable Object target, String name) {
        Callable method = Methods.find(target, name);
        if (method != null) {
            return method;
        }
        if (target instanceof Namespace namespace) {
            return namespace.get(name);
        }
        if (target instanceof Map<?, ?> map) {
            return map.containsKey(name) ? map.get(name) : new Undefined(name);
        }
        if (target instanceof Undefined undefined) {
            throw new TemplateException(
                    "'" + undefined.name() + "' is undefined, and so has no attribute '" + name + "'");
        }
        return new Undefined(name);
    }

    /** {@code target[key]}. */
    static @Nullable Object item(@Nullable Object target, @Nullable Object key) {
        if (target instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        if (key instanceof Long index && target instanceof List<?> list) {
            long place = index < 0 ? index + list.size() : index;
            return place >= 0 && place < list.size() ? list.get((int) place) : new Undefined("element " + index);
        }
        if (key instanceof Long index && target instanceof String text) {
            int[] characters = text.codePoints().toArray();
            long place = index < 0 ? index + characters.length : index;
            return place >= 0 && place < characters.length
                    ? Character.toString(characters[(int) place])
                    : new Undefined("character " + index);
        }
        if (target instanceof Undefined undefined) {
            throw new TemplateException("'" + undefined.name() + "' is undefined, and so has no item " + key);
        }
        return key instanceof String name ? attribute(target, name) : new Undefined(String.valueOf(key));
    }

    /** {@code target[from:to:step]}, each part optional. */
    static Object slice(
            @Nullable Object target, @Nullable Object from, @Nullable Object to, @Nullable Object by, Budget budget) {
        if (!(target instanceof List || target instanceof String)) {
            throw new TemplateException(typeName(target) + " cannot be sliced");
        }
        List<@Nullable Object> elements = elements(target, budget);
        int size = elements.size();
        int step = by == null ? 1 : bound(by);
        if (step == 0) {
            throw new TemplateException("the step of a slice must not be 0");
        }
        int begin = from == null ? (step > 0 ? 0 : size - 1) : clamp(bound(from), size, step);
        int end = to == null ? (step > 0 ? size : -1) : clamp(bound(to), size, step);
        List<@Nullable Object> taken = new ArrayList<>();
        for (long i = begin; step > 0 ? i < end : i > end; i += step) {
            taken.add(elements.get((int) i));
        }
        if (target instanceof String) {
            StringBuilder text = new StringBuilder();
            taken.forEach(text::append);
            return text.toString();
        }
        return Collections.unmodifiableList(taken);
    }

    private static int bound(Object value) {
        if (value instanceof Long number) {
            return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, number));
        }
        throw new TemplateException("the parts of a slice must be integers, but one is " + typeName(value));
    }

    private static int clamp(int index, int size, int step) {
        int place = index < 0 ? index + size : index;
        return step > 0 ? Math.max(0, Math.min(size, place)) : Math.max(-1, Math.min(size - 1, place));
    }
}
