package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The adapter methods by the names recipes call them. To add one: a record that implements {@link AdapterMethod}, and a line here. */
public final class AdapterMethods {
    /** Reads a method's settings from PEFT's {@code adapter_config.json}. */
    public interface PeftReader {
        /**
         * The method that an adapter was made by.
         *
         * @param file where the config stands, for messages
         * @throws dev.rlvr4j.core.InputException where it asks for something this reader does not do
         */
        AdapterMethod read(ObjectNode config, Path file);
    }

    private static final Map<String, AdapterMethod> METHODS = new LinkedHashMap<>();
    private static final Map<String, PeftReader> READERS = new LinkedHashMap<>();

    static {
        METHODS.put("lora", Lora.allLinear(8, 32));
        METHODS.put("full", new FullFineTuning());

        READERS.put("LORA", LoraConfigJson::read);
    }

    private AdapterMethods() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, AdapterMethod> all() {
        return java.util.Collections.unmodifiableMap(METHODS);
    }

    /** The {@code peft_type}s that can be read. */
    static Set<String> peftTypes() {
        return READERS.keySet();
    }

    /** The reader of a {@code peft_type}, or null. */
    static @org.jspecify.annotations.Nullable PeftReader reader(String peftType) {
        return READERS.get(peftType);
    }

    /** The names of all methods. */
    public static List<String> names() {
        return new ArrayList<>(METHODS.keySet());
    }
}
