package dev.rlvr4j.experiments.merging;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.LoraExport;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.merge.ChangeNorms;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.torch.Gradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of an adapter directory.
 *
 * @param directory where it is
 * @param method its method with its settings
 * @param trained number of trained scalars
 * @param frozen number of scalars that it has beside those
 * @param bytes on disk
 * @param layers what it changes, by projection
 * @param replaced other tensors of the base that it replaces
 * @param noLora why it is no plain LoRA; null where it is one
 */
public record AdapterDescription(
        Path directory,
        AdapterMethod method,
        long trained,
        long frozen,
        long bytes,
        List<Layers> layers,
        List<String> replaced,
        @Nullable String noLora) {
    public AdapterDescription {
        layers = List.copyOf(layers);
        replaced = List.copyOf(replaced);
    }

    /**
     * What an adapter does to the layers of one projection.
     *
     * @param projection which
     * @param count how many layers of it are changed
     * @param ranks how many of these have which rank; 0 is a change without factors
     * @param meanNorm mean Frobenius norm of their weights' change
     * @param relativeNorm the same over the weights' own norm
     * @param largest the layer whose weight changes most relative to its norm
     */
    public record Layers(
            Projection projection,
            int count,
            Map<Integer, Integer> ranks,
            double meanNorm,
            double relativeNorm,
            int largest) {
        public Layers {
            ranks = Map.copyOf(ranks);
        }
    }

    /** Reads and measures an adapter of a model. */
    public static AdapterDescription of(BaseModel base, Path directory) {
        try (NDManager scope = base.newScope();
                Gradients.Mode off = Gradients.recording(false)) {
            PeftFormat.Loaded loaded = PeftFormat.read(directory, base, scope);
            Compilation compilation = loaded.method().compile(base, loaded.parameters(), scope);
            long trained = 0;
            long frozen = 0;
            for (Map.Entry<String, NDArray> tensor : loaded.parameters().entrySet()) {
                if (loaded.method().trains(tensor.getKey())) {
                    trained += tensor.getValue().size();
                } else {
                    frozen += tensor.getValue().size();
                }
            }
            List<String> replaced = compilation.weights().keySet().stream()
                    .filter(name -> base.sites().stream().noneMatch(site -> name.startsWith(site.name() + ".")))
                    .sorted()
                    .toList();
            return new AdapterDescription(
                    directory,
                    loaded.method(),
                    trained,
                    frozen,
                    bytes(directory),
                    layers(base, compilation),
                    replaced,
                    noLora(loaded.method(), compilation, base));
        }
    }

    private static @Nullable String noLora(AdapterMethod method, Compilation compilation, BaseModel base) {
        try {
            LoraExport.requireLora(method.name() + " adapter", compilation, base);
            return null;
        } catch (InputException e) {
            return e.getMessage();
        }
    }

    private static List<Layers> layers(BaseModel base, Compilation compilation) {
        Map<Projection, List<Site>> sites = new TreeMap<>();
        for (Site site : base.sites()) {
            if (compilation.edits().containsKey(site)
                    || compilation.weights().containsKey(site.name() + ".weight")
                    || compilation.weights().containsKey(site.name() + ".bias")) {
                sites.computeIfAbsent(site.projection(), p -> new ArrayList<>()).add(site);
            }
        }
        List<Layers> layers = new ArrayList<>();
        sites.forEach((projection, changed) -> {
            Map<Integer, Integer> ranks = new TreeMap<>();
            double norms = 0;
            double relative = 0;
            double most = -1;
            int largest = 0;
            for (Site site : changed) {
                Edit edit = compilation.edits().get(site);
                NDArray p = edit == null ? null : edit.p();
                ranks.merge(p == null ? 0 : Math.toIntExact(p.getShape().get(1)), 1, Integer::sum);
                ChangeNorms norm = ChangeNorms.of(base, compilation, site);
                norms += norm.change();
                relative += norm.relative();
                if (norm.relative() > most) {
                    most = norm.relative();
                    largest = site.layer();
                }
            }
            int count = changed.size();
            layers.add(new Layers(projection, count, ranks, norms / count, relative / count, largest));
        });
        return layers;
    }

    private static long bytes(Path directory) {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("adapter_config.json") || name.endsWith(".safetensors")) {
                    bytes += Files.size(file);
                }
            }
        } catch (IOException e) {
            throw new InputException("cannot look into " + directory + ": " + e.getMessage(), e);
        }
        return bytes;
    }

    /** The same as plain JSON values. */
    public Map<String, @Nullable Object> toJson(Map<String, ?> settings) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("directory", directory.toString());
        json.put("method", method.name());
        json.put("settings", settings);
        json.put("trained", trained);
        json.put("frozen", frozen);
        json.put("bytes", bytes);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Layers layer : layers) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("projection", layer.projection().path());
            row.put("layers", layer.count());
            row.put("ranks", layer.ranks());
            row.put("norm", layer.meanNorm());
            row.put("relative_norm", layer.relativeNorm());
            row.put("largest_layer", layer.largest());
            rows.add(row);
        }
        json.put("projections", rows);
        json.put("replaced", replaced);
        json.put("lora", noLora == null);
        json.put("no_lora", noLora);
        return json;
    }
}
