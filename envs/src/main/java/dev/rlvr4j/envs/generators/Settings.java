package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A generator's settings: those of a level, with some changed by name ({@code max_terms: 5}), strictly. */
final class Settings {
    private Settings() {}

    /** The settings of a level. */
    static <S extends Record> S level(Generator<S> generator, int level) {
        List<S> levels = generator.levels();
        if (level < 1 || level > levels.size()) {
            throw new InputException(
                    generator.name() + " has levels 1 to " + levels.size() + ", but level is " + level);
        }
        return levels.get(level - 1);
    }

    /** These settings with some changed; unknown names, wrong types and values out of bounds are refused. */
    static <S extends Record> S changed(String generator, S settings, Map<String, ?> changes) {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        List<String> known =
                Arrays.stream(components).map(c -> snake(c.getName())).toList();
        for (String name : changes.keySet()) {
            if (!known.contains(name)) {
                throw new InputException("unknown setting '" + name + "' of " + generator + "; "
                        + Nearest.hint(name, known) + "It has: " + String.join(", ", known));
            }
        }
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            String name = snake(component.getName());
            values.add(
                    changes.containsKey(name)
                            ? converted(generator + ": " + name, changes.get(name), component.getType())
                            : value(component, settings));
        }
        return create(generator, settings, components, values);
    }

    private static Object value(RecordComponent component, Record settings) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new RlvrException("the setting " + component.getName() + " cannot be read", e);
        }
    }

    @SuppressWarnings("unchecked") // the constructor is the record's own
    private static <S extends Record> S create(
            String generator, S settings, RecordComponent[] components, List<Object> values) {
        try {
            Constructor<?> constructor = settings.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return (S) constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InputException wrong) {
                throw new InputException(generator + ": " + wrong.getMessage(), wrong);
            }
            throw new RlvrException("the settings of " + generator + " cannot be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new RlvrException("the settings of " + generator + " cannot be made", e);
        }
    }

    private static Object converted(String name, Object value, Class<?> type) {
        boolean whole = value instanceof Integer || value instanceof Long;
        if (type == int.class) {
            if (whole && ((Number) value).longValue() == ((Number) value).intValue()) {
                return ((Number) value).intValue();
            }
            throw new InputException(name + " must be a whole number below 2^31, but is " + value);
        }
        if (type == long.class && whole) {
            return ((Number) value).longValue();
        }
        if (type == double.class && value instanceof Number number) {
            return number.doubleValue();
        }
        if (type == boolean.class && value instanceof Boolean || type == String.class && value instanceof String) {
            return value;
        }
        String expected = type == long.class
                ? "a whole number"
                : type == double.class ? "a number" : type == boolean.class ? "true or false" : "a text";
        throw new InputException(name + " must be " + expected + ", but is " + value);
    }

    private static String snake(String camel) {
        StringBuilder snake = new StringBuilder();
        for (char c : camel.toCharArray()) {
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }
}
