package dev.rlvr4j.core.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code namespace(...)} makes: attributes that a template may set from inside a loop. */
final class Namespace {
    private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();

    Namespace(Map<String, @Nullable Object> attributes) {
        this.attributes.putAll(attributes);
    }

    @Nullable
    Object get(String name) {
        return attributes.containsKey(name) ? attributes.get(name) : new Undefined(name);
    }

    void set(String name, @Nullable Object value) {
        attributes.put(name, value);
    }

    @Override
    public String toString() {
        return "<Namespace>";
    }
}
