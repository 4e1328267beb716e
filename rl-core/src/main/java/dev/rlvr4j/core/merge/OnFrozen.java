package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Calibrated;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.checkpoint.AtomicFile;
import dev.rlvr4j.core.torch.Gradients;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method whose base is a model with a frozen adapter on it. Its tensors are the trained method's and, behind a prefix, the frozen
 * adapter's, which are in checkpoints, too; it compiles to the composition of both. The reference policy is the base with the
 * frozen adapter: what training starts from.
 *
 * @param trained the method that is trained
 * @param frozen the method of the frozen adapter
 * @param directory where the frozen adapter is, in PEFT's format
 */
public record OnFrozen(AdapterMethod trained, AdapterMethod frozen, Path directory) implements AdapterMethod {
    private static final String PREFIX = "frozen.";

    /** The method on an adapter directory; InputException where that is none, or the method cannot stand on one. */
    public static OnFrozen of(AdapterMethod trained, Path directory, Base base) {
        if (trained instanceof Calibrated) {
            throw new InputException(
                    trained.name() + " starts from data of the base alone and cannot stand on the frozen" + " adapter "
                            + directory + "; take lora, or merge the adapter into the base first");
        }
        return new OnFrozen(trained, PeftFormat.method(directory, base), directory);
    }

    /**
     * Reads an adapter that was trained on a frozen one, together with that.
     *
     * @throws dev.rlvr4j.core.InputException where one of them is damaged or belongs to another model
     */
    public static PeftFormat.Loaded read(Path trained, Path frozen, Base base, NDManager scope) {
        PeftFormat.Loaded below = PeftFormat.read(frozen, base, scope);
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        below.parameters().forEach((name, array) -> tensors.put(PREFIX + name, array));
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            Compilation compiled = below.method().compile(base, below.parameters(), temporary);
            PeftFormat.Loaded above = PeftFormat.read(trained, new AdaptedBase(base, compiled), scope);
            tensors.putAll(above.parameters());
            return new PeftFormat.Loaded(new OnFrozen(above.method(), below.method(), frozen), tensors);
        }
    }

    @Override
    public String name() {
        return trained.name();
    }

    private static Map<String, NDArray> own(Map<String, NDArray> tensors) {
        Map<String, NDArray> own = new LinkedHashMap<>(tensors);
        own.keySet().removeIf(name -> name.startsWith(PREFIX));
        return own;
    }

    private Compilation below(Base base, Map<String, NDArray> tensors, NDManager scope) {
        Map<String, NDArray> lower = new LinkedHashMap<>();
        tensors.forEach((name, array) -> {
            if (name.startsWith(PREFIX)) {
                lower.put(name.substring(PREFIX.length()), array);
            }
        });
        try (Gradients.Mode off = Gradients.recording(false)) {
            return frozen.compile(base, lower, scope);
        }
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        // The trained method's tensors depend on the layers' shapes, and a bias may be one that the frozen adapter
        // adds.
        try (NDManager scope = base.newScope()) {
            Map<String, NDArray> below = PeftFormat.read(directory, base, scope).parameters();
            Map<String, long[]> shapes = new LinkedHashMap<>();
            try (Gradients.Mode off = Gradients.recording(false)) {
                shapes.putAll(trained.shapes(new AdaptedBase(base, frozen.compile(base, below, scope))));
            }
            frozen.shapes(base).forEach((name, shape) -> shapes.put(PREFIX + name, shape));
            return shapes;
        }
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Map<String, NDArray> below = PeftFormat.read(directory, base, scope).parameters();
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            AdaptedBase adapted = new AdaptedBase(base, frozen.compile(base, below, temporary));
            tensors.putAll(trained.initialise(adapted, seed, scope));
        }
        below.forEach((name, array) -> tensors.put(PREFIX + name, array));
        return tensors;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        Compilation below = below(base, tensors, scope);
        Compilation above = trained.compile(new AdaptedBase(base, below), own(tensors), scope);
        return Composition.of(base, below, above, scope);
    }

    @Override
    public Compilation reference(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return below(base, tensors, scope);
    }

    @Override
    public boolean standsOnAdapter() {
        return true;
    }

    @Override
    public boolean trains(String tensor) {
        return !tensor.startsWith(PREFIX) && trained.trains(tensor);
    }

    /** False: it starts at the frozen adapter. */
    @Override
    public boolean startsAtBase() {
        return false;
    }

    @Override
    public int virtualTokens() {
        return frozen.virtualTokens() + trained.virtualTokens();
    }

    @Override
    public boolean exactGradient() {
        return trained.exactGradient();
    }

    @Override
    public double learningRateRatio(String tensor) {
        return trained.learningRateRatio(tensor);
    }

    @Override
    public @Nullable NDArray penalty(Map<String, NDArray> tensors, NDManager scope) {
        return trained.penalty(own(tensors), scope);
    }

    @Override
    public void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        trained.transformGradients(own(tensors), gradients, scope);
    }

    @Override
    public void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        trained.afterStep(step, own(tensors), gradients, scope);
    }

    /** Writes the trained adapter alone, and in a README what it stands on. */
    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path to) {
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager()) {
            trained.save(new AdaptedBase(base, below(base, tensors, scope)), own(tensors), to);
        }
        AtomicFile.write(to.resolve("README.md"), """
                This adapter was trained on top of a frozen one and means nothing without it:

                    base     %s
                    frozen   %s
                    trained  this directory

                As one adapter, or merged into the base:

                    ./rlvr merge --model BASE --method stack --out OUT FROZEN THIS [--into-base]
                """.formatted(
                        base.path(), directory.toAbsolutePath().normalize()));
    }
}
