package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The generators on the class path, by name. Immutable. */
public final class Generators {
    private static final String LIST = "META-INF/services/" + Generator.class.getName();

    private final SortedMap<String, Generator<?>> byName = new TreeMap<>();

    private Generators() {}

    /**
     * Ours, and every one listed in {@code META-INF/services/dev.rlvr4j.envs.generators.Generator}.
     *
     * @throws InputException if two share a name, or one cannot be loaded
     */
    public static Generators standard() {
        Generators generators = new Generators();
        try {
            for (Generator<?> generator : ServiceLoader.load(Generator.class)) {
                Generator<?> taken = generators.byName.put(generator.name(), generator);
                if (taken != null) {
                    throw new InputException("two generators are named '" + generator.name() + "' ("
                            + taken.getClass().getName() + " and "
                            + generator.getClass().getName() + "); rename one");
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new InputException(
                    "a generator listed in " + LIST + " cannot be loaded: " + e.getMessage()
                            + "; it must be a public class with a public constructor without arguments",
                    e);
        }
        return generators;
    }

    /**
     * The generator of a name.
     *
     * @throws InputException if there is none; it names the nearest known name and lists all
     */
    public Generator<?> get(String name) {
        Generator<?> generator = byName.get(name);
        if (generator == null) {
            throw new InputException("no generator is named '" + name + "'; " + Nearest.hint(name, byName.keySet())
                    + "Known: " + String.join(", ", byName.keySet()));
        }
        return generator;
    }

    /** All names, in alphabetical order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
