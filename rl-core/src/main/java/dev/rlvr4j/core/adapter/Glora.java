package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * GLoRA (Chavan et al. 2023): {@code W' = W + W . A + B}, elementwise, and where a layer has a bias b0, {@code b0' = b0 (1 + D)
 * + E + W C}. A and B are {@code [out, in]}, C {@code [in]}, D and E {@code [out]}, each a product of low rank, a vector, one
 * number or zero; all start at zero. An A of low rank makes replaced weights, the others an edit.
 *
 * @param configAB form of A and B; a vector has a number per output
 * @param configC form of C, which is never one number
 * @param configDE form of D and E, which are never of low rank
 * @param r rank of those that have one, at least 1
 * @param targets the linear layers it sits on
 */
public record Glora(Form configAB, Form configC, Form configDE, int r, TargetModules targets)
        implements SitewiseMethod {
    private static final String A = ".glora_A.";
    private static final String B = ".glora_B.";
    private static final String C = ".glora_C.";
    private static final String D = ".glora_D.";
    private static final String E = ".glora_E.";
    private static final String DOWN = "Xd";
    private static final String UP = "Xu";
    private static final String TRAINED = "X";
    /** What PEFT writes in the place of a part that a layer does not have. */
    private static final String ZEROS = "zeros";

    /** What is trained of a part. */
    public enum Form {
        LORA,
        VECTOR,
        CONSTANT,
        NONE
    }

    public Glora {
        Require.atLeast("r", r, 1);
        if (configC == Form.CONSTANT || configDE == Form.LORA) {
            throw new InputException(
                    "GLoRA's C is lora, vector or none, and its D and E vector, constant or none, but are " + configC
                            + " and " + configDE);
        }
    }

    /** The vector form. */
    public Glora(TargetModules targets) {
        this(Form.VECTOR, Form.VECTOR, Form.VECTOR, 8, targets);
    }

    static Glora read(PeftSettings config) {
        return new Glora(
                form(config, "config_A_B"),
                form(config, "config_C"),
                form(config, "config_D_E"),
                config.whole("r"),
                config.targets());
    }

    private static Form form(PeftSettings config, String key) {
        for (Form form : Form.values()) {
            if (word(form).equals(config.text(key))) {
                return form;
            }
        }
        throw new InputException(
                "GLoRA's " + key + " must be lora, vector, constant or none, but is " + config.get(key));
    }

    private static String word(Form form) {
        return form.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return "glora";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String part : List.of(A, B)) {
            shapes(shapes, part, configAB, new long[] {site.out(), 1}, site.out(), site.in());
        }
        shapes(shapes, C, site.bias() ? configC : Form.NONE, new long[] {site.in(), 1}, site.in(), 1);
        for (String part : List.of(D, E)) {
            shapes(shapes, part, site.bias() ? configDE : Form.NONE, new long[] {site.out()}, site.out(), 0);
        }
        return shapes;
    }

    /** A part that stands for a matrix of rows and columns, or of rows where there are no columns. */
    private void shapes(Map<String, long[]> shapes, String part, Form form, long[] vector, int rows, int columns) {
        switch (form) {
            case LORA -> {
                shapes.put(part + DOWN, new long[] {rows, r});
                shapes.put(part + UP, new long[] {r, columns});
            }
            case VECTOR -> shapes.put(part + TRAINED, vector);
            case CONSTANT -> shapes.put(part + TRAINED, new long[] {1});
            case NONE -> shapes.put(part + ZEROS, columns == 0 ? new long[] {rows} : new long[] {rows, columns});
        }
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.endsWith(UP) ? Noise.uniform(key, shape) : Noise.constant(shape, 0);
    }

    @Override
    public boolean trains(String tensor) {
        return !tensor.endsWith(ZEROS);
    }

    /** What a part amounts to: the product of its factors, or its only tensor. */
    private static NDArray whole(String part, Form form, SiteTensors tensors, NDManager scope) {
        return switch (form) {
            case LORA ->
                Maps.one(Maps.call("mm", scope).tensor(tensors.own(part + DOWN)).tensor(tensors.own(part + UP)), scope);
            case VECTOR, CONSTANT -> tensors.own(part + TRAINED);
            case NONE -> tensors.own(part + ZEROS);
        };
    }

    @Override
    public @Nullable Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray bias = site.bias() ? bias(base, tensors, scope) : null;
        if (configAB == Form.LORA || configAB == Form.NONE) {
            return bias == null ? null : Edit.bias(bias);
        }
        NDList parts = Maps.call("glora", scope)
                .tensor(tensors.own(A + TRAINED))
                .tensor(tensors.own(B + TRAINED))
                .integer(site.in())
                .integer(site.out())
                .run(scope);
        return new Edit(parts.get(0), parts.get(1), null, parts.get(2), bias);
    }

    @Override
    public @Nullable NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        if (configAB != Form.LORA) {
            return null;
        }
        return Maps.one(
                Maps.call("glora_dense", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(whole(A, configAB, tensors, scope))
                        .tensor(whole(B, configAB, tensors, scope)),
                scope);
    }

    private NDArray bias(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray row = Maps.one(Maps.call("row", scope).tensor(whole(C, configC, tensors, scope)), scope);
        return Maps.one(
                Maps.call("glora_bias", scope)
                        .tensor(base.weight(site.name() + ".bias", scope))
                        .tensor(whole(D, configDE, tensors, scope))
                        .tensor(whole(E, configDE, tensors, scope))
                        .tensor(base.apply(site, row, scope)),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("GLORA", targets, base);
        config.put("config_A_B", word(configAB));
        config.put("config_C", word(configC));
        config.put("config_D_E", word(configDE));
        config.put("r", r);
        return config;
    }
}
