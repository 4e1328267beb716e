package dev.rlvr4j.core.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function that templates call: a global, a macro, a bound method. */
interface Callable {
    @Nullable
    Object call(Arguments arguments, Budget budget);

    /**
     * The evaluated arguments of a call, a filter or a test.
     *
     * @param positional by place; elements may be null (Python's None)
     * @param named by keyword
     */
    record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        int size() {
            return positional.size();
        }

        /** The argument at a place or under a name, or {@code absent}. */
        @Nullable
        Object get(int place, String name, @Nullable Object absent) {
            if (place < positional.size()) {
                return positional.get(place);
            }
            return named.containsKey(name) ? named.get(name) : absent;
        }

        /** The same, for an argument that must be there. */
        @Nullable
        Object need(int place, String function) {
            if (place >= positional.size()) {
                throw new TemplateException(
                        function + " needs " + (place + 1) + " argument(s), but has " + positional.size());
            }
            return positional.get(place);
        }

        /** A text argument that must be there. */
        String text(int place, String function) {
            Object value = need(place, function);
            if (value instanceof String text) {
                return text;
            }
            throw new TemplateException(function + " needs a string, but was given " + Values.typeName(value));
        }

        /** A whole-number argument. */
        long integer(int place, String name, long absent) {
            Object value = get(place, name, absent);
            if (value instanceof Number number) {
                return number.longValue();
            }
            throw new TemplateException("the argument " + name + " must be a number, but is " + Values.typeName(value));
        }

        Arguments rest(int from) {
            return new Arguments(positional.subList(Math.min(from, positional.size()), positional.size()), named);
        }
    }
}
