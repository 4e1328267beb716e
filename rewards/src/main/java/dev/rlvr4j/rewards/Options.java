package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options of one verifier as a recipe gives them, read strictly: a wrong type, a value out of range and an unknown key are
 * {@link InputException}s.
 *
 * <pre>{@code
 * public Verifier configured(Options options) {
 *     return options.check(new MaxWords(options.integer("words", 50, 1, 10_000)));
 * }
 * }</pre>
 */
public final class Options {
    /** No options: all defaults. */
    public static final Options NONE = new Options(Map.of());

    private final Map<String, ?> values;
    private final Set<String> known = new LinkedHashSet<>();

    private Options(Map<String, ?> values) {
        this.values = values;
    }

    /** Options by key; values are texts, numbers, truth values, lists and maps, as Jackson reads them. */
    public static Options of(Map<String, ?> values) {
        return new Options(values);
    }

    /** Refuses the keys that were never asked for, and passes the verifier on. */
    public <T> T check(T verifier) {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String has = known.isEmpty() ? "there are no options" : "known: " + String.join(", ", known);
                throw new InputException("there is no option '" + key + "'; "
                        + NearestName.of(key, known)
                                .map(near -> "did you mean '" + near + "'? ")
                                .orElse("")
                        + has);
            }
        }
        return verifier;
    }

    /** A whole number within bounds. */
    public int integer(String key, int byDefault, int min, int max) {
        Object value = get(key);
        if (value == null) {
            return byDefault;
        }
        if (!(value instanceof Integer number) || number < min || number > max) {
            throw wrong(key, value, "a whole number from " + min + " to " + max);
        }
        return number;
    }

    /** A number within bounds. */
    public double number(String key, double byDefault, double min, double max) {
        Object value = get(key);
        if (value == null) {
            return byDefault;
        }
        double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) {
            throw wrong(key, value, "a number from " + min + " to " + max);
        }
        return number;
    }

    /** A time in seconds, above 0 and at most a day. */
    public Duration seconds(String key, double byDefault) {
        double seconds = number(key, byDefault, 0.001, 86_400);
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    /** True or false. */
    public boolean flag(String key, boolean byDefault) {
        Object value = get(key);
        if (value == null) {
            return byDefault;
        }
        if (!(value instanceof Boolean flag)) {
            throw wrong(key, value, "true or false");
        }
        return flag;
    }

    /** A text. */
    public String text(String key, String byDefault) {
        return text(key).orElse(byDefault);
    }

    /** A text that must be given. {@code what} says what it is, e.g. {@code "the address to post to"}. */
    public String required(String key, String what) {
        return text(key)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InputException("the option '" + key + "' is missing: " + what));
    }

    /** A text, if it is given. */
    public Optional<String> text(String key) {
        Object value = get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw wrong(key, value, "a text (put it in quotes)");
        }
        return Optional.of(text);
    }

    /** One of an enum's constants, in lower case. */
    public <E extends Enum<E>> E choice(String key, E byDefault) {
        Object value = get(key);
        if (value == null) {
            return byDefault;
        }
        E[] all = byDefault.getDeclaringClass().getEnumConstants();
        for (E each : all) {
            if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
                return each;
            }
        }
        throw wrong(
                key,
                value,
                Arrays.stream(all)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "one of ", "")));
    }

    /** A list of texts. */
    public List<String> texts(String key, List<String> byDefault) {
        Object value = get(key);
        if (value == null) {
            return byDefault;
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw wrong(key, value, "a list of texts, e.g. [a, b]");
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** Whatever is there: text, number, truth value, list or map. */
    public Optional<Object> any(String key) {
        return Optional.ofNullable(get(key));
    }

    private @Nullable Object get(String key) {
        known.add(key);
        return values.get(key);
    }

    private static InputException wrong(String key, Object value, String expected) {
        String shown = value instanceof String text ? Verdict.quote(text) : String.valueOf(value);
        return new InputException("the option '" + key + "' must be " + expected + ", but is " + shown);
    }
}
