package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Generators;
import dev.rlvr4j.envs.generators.HeldOutPart;
import dev.rlvr4j.envs.generators.ProceduralEnvironment;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that a generator makes up, {@code type: procedural}; the verifier {@code procedural} judges them.
 *
 * @param generator its name, e.g. {@code countdown}
 * @param level how hard, from 1
 * @param settings the generator's settings that differ from the level's, e.g. {@code {max_numbers: 5}}
 * @param heldOutShare share of all questions that is held out
 * @param heldOutSize number of held-out tasks; null is 256, or all there are where there are fewer
 * @param seed of the questions and of the split; not the run's seed, so that all runs share the split
 */
public record ProceduralSection(
        String generator,
        int level,
        Map<String, Object> settings,
        double heldOutShare,
        @Nullable Integer heldOutSize,
        long seed)
        implements EnvironmentSection {
    static final ProceduralSection DEFAULT = new ProceduralSection("", 1, Map.of(), 0.1, null, 1);

    public ProceduralSection {
        SortedMap<String, Object> sorted = new TreeMap<>(settings);
        sorted.replaceAll((name, value) -> value instanceof Integer number ? (Object) number.longValue() : value);
        settings = Collections.unmodifiableSortedMap(sorted);
        part(heldOutShare, heldOutSize, seed);
        if (!generator.isBlank()) {
            ProceduralEnvironment.check(Generators.standard().get(generator), level, settings);
        }
    }

    @Override
    public String title() {
        return generator + ", level " + level;
    }

    @Override
    public ProceduralEnvironment open() {
        Generators generators = Generators.standard();
        if (generator.isBlank()) {
            throw new InputException(
                    "environment.generator is not set; it is one of " + String.join(", ", generators.names()));
        }
        return ProceduralEnvironment.of(
                generators.get(generator), level, settings, part(heldOutShare, heldOutSize, seed));
    }

    /** The same at another level. */
    public ProceduralSection atLevel(int other) {
        return new ProceduralSection(generator, other, settings, heldOutShare, heldOutSize, seed);
    }

    private static HeldOutPart part(double share, @Nullable Integer size, long seed) {
        return new HeldOutPart(share, size == null ? OptionalInt.empty() : OptionalInt.of(size), seed);
    }
}
