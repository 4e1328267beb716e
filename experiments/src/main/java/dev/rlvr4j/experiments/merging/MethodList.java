package dev.rlvr4j.experiments.merging;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.model.BaseModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The registered adapter methods, as they would be on a model of some shape. No weights are read. */
public final class MethodList {
    private static final String RESOURCE = "/adapters/methods.properties";

    private MethodList() {}

    /**
     * A method with its default settings.
     *
     * @param name as recipes name it
     * @param form what it compiles to: {@code edit}, {@code dense}, {@code vectors}
     * @param peftType its {@code peft_type}; null where PEFT has no such method
     * @param trained number of trained scalars; null where it does not fit the model
     * @param unfit why it does not fit; null where it does
     * @param description one line
     */
    public record Row(
            String name,
            String form,
            @Nullable String peftType,
            @Nullable Long trained,
            @Nullable String unfit,
            String description) {}

    /** All methods, in the catalogue's order. */
    public static List<Row> of(ModelConfig config) {
        Properties texts = texts();
        Base base = new Shapes(config);
        List<Row> rows = new ArrayList<>();
        AdapterMethods.all().forEach((name, method) -> rows.add(row(name, method, base, texts.getProperty(name, "|"))));
        return rows;
    }

    private static Row row(String name, AdapterMethod method, Base base, String text) {
        String[] parts = text.split("\\|", 2);
        String form = parts[0].strip();
        String description = parts[1].strip();
        try {
            Map<String, @Nullable Object> config = method.peftConfig(base);
            String type = config == null ? null : String.valueOf(config.get("peft_type"));
            return new Row(name, form, type, trained(method, base), null, description);
        } catch (InputException e) {
            return new Row(name, form, null, null, e.getMessage(), description);
        }
    }

    private static long trained(AdapterMethod method, Base base) {
        long trained = 0;
        for (Map.Entry<String, long[]> shape : method.shapes(base).entrySet()) {
            if (method.trains(shape.getKey())) {
                long size = 1;
                for (long dimension : shape.getValue()) {
                    size *= dimension;
                }
                trained += size;
            }
        }
        return trained;
    }

    private static Properties texts() {
        Properties texts = new Properties();
        try (InputStream in = Objects.requireNonNull(MethodList.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RlvrException(RESOURCE + " cannot be read: " + e.getMessage(), e);
        }
        return texts;
    }

    /** A model's shape without its weights. */
    private record Shapes(ModelConfig config) implements Base {
        @Override
        public String path() {
            return "";
        }

        @Override
        public List<Site> sites() {
            return BaseModel.sites(config);
        }

        @Override
        public Map<String, long[]> weightShapes() {
            return config.weightShapes();
        }

        @Override
        public NDManager newScope() {
            throw noWeights();
        }

        @Override
        public NDArray weight(String name, NDManager scope) {
            throw noWeights();
        }

        @Override
        public NDArray apply(Site site, NDArray x, NDManager scope) {
            throw noWeights();
        }

        @Override
        public List<NDArray> keysAndValues(int[] ids, NDManager scope) {
            throw noWeights();
        }

        private static RlvrException noWeights() {
            return new RlvrException("a method's tensors have shapes that depend on weights");
        }
    }
}
