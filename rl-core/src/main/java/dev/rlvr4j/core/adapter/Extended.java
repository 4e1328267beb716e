package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method with weights of the base trained whole beside it, PEFT's {@code modules_to_save}, and rows of the embedding or head,
 * PEFT's {@code trainable_token_indices}. Both start from the base's and are replaced weights when compiled. The method does not
 * see the modules that are trained whole, so it sits on none of them.
 *
 * @param method what they stand beside
 * @param modulesToSave ends of paths of modules that are trained whole, with what is inside them
 * @param trainableTokenIndices tokens by {@code embed_tokens} or {@code lm_head}; where a model ties these and both or only the
 *     first are given the same tokens, they stay tied
 */
public record Extended(
        AdapterMethod method, List<String> modulesToSave, Map<String, List<Integer>> trainableTokenIndices)
        implements AdapterMethod {
    static final String MODULES = "modules_to_save";
    static final String TOKENS = "trainable_token_indices";
    private static final String ROWS = ".token_adapter.trainable_tokens_delta";
    /** What the names of modules' tensors begin with, so that none is one of the method's. */
    private static final String WHOLE = "whole.";

    public Extended {
        modulesToSave = List.copyOf(modulesToSave);
        trainableTokenIndices = Collections.unmodifiableMap(new LinkedHashMap<>(trainableTokenIndices));
        if (!allows(method)) {
            throw new InputException(
                    MODULES + " and " + TOKENS + " cannot stand beside " + method.name() + ", " + why(method));
        }
        trainableTokenIndices.forEach((module, tokens) -> {
            if (!VocabularyModules.named(module) || tokens.isEmpty()) {
                throw new InputException(
                        TOKENS + " names tokens of embed_tokens or of lm_head, but has " + module + ": " + tokens);
            }
        });
    }

    /** Whether anything can stand beside a method. */
    public static boolean allows(AdapterMethod method) {
        return !(method instanceof FullFineTuning
                || method instanceof SelectiveTuning
                || method instanceof TrainableTokens
                || method instanceof Calibrated);
    }

    private static String why(AdapterMethod method) {
        if (method instanceof FullFineTuning || method instanceof SelectiveTuning) {
            return "which trains tensors whole already";
        }
        if (method instanceof Calibrated) {
            return "which starts from data of the base alone; take lora";
        }
        return "whose files have no place for them; train tokens beside another method, such as lora";
    }

    /** The method, extended where there is anything to extend it by. */
    public static AdapterMethod of(
            AdapterMethod method, List<String> modulesToSave, Map<String, List<Integer>> trainableTokenIndices) {
        return modulesToSave.isEmpty() && trainableTokenIndices.isEmpty()
                ? method
                : new Extended(method, modulesToSave, trainableTokenIndices);
    }

    /** A method with what a file says of what stands beside it. */
    static AdapterMethod read(AdapterMethod method, PeftSettings config) {
        List<String> modules = config.names(MODULES);
        JsonNode tokens = config.get(TOKENS);
        if (config.get("ensure_weight_tying").asBoolean() && modules.stream().anyMatch(VocabularyModules::named)) {
            throw new InputException("ensure_weight_tying with " + modules + " in " + MODULES + " is not supported");
        }
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        if (tokens.isArray() && !tokens.isEmpty()) {
            rows.put("embed_tokens", ids(tokens));
        } else {
            tokens.properties().forEach(entry -> rows.put(entry.getKey(), ids(entry.getValue())));
        }
        return of(method, modules, rows);
    }

    private static List<Integer> ids(JsonNode tokens) {
        List<Integer> ids = new ArrayList<>();
        tokens.forEach(token -> ids.add(token.asInt()));
        return ids;
    }

    @Override
    public String name() {
        return method.name();
    }

    @Override
    public int virtualTokens() {
        return method.virtualTokens();
    }

    private SavedModules saved(Base base) {
        return SavedModules.choose(base, modulesToSave);
    }

    /** Rows by the names of their tensors; of a tied pair with the same tokens only the embedding's. */
    private Map<String, TokenRows> rows(Base base) {
        Map<String, TokenRows> rows = new LinkedHashMap<>();
        trainableTokenIndices.forEach((name, tokens) -> {
            String module = name.equals(VocabularyModules.HEAD) ? name : VocabularyModules.EMBEDDING;
            rows.put(module + ROWS, new TokenRows(module, tokens));
        });
        TokenRows embedding = rows.get(VocabularyModules.EMBEDDING + ROWS);
        TokenRows head = rows.get(VocabularyModules.HEAD + ROWS);
        if (base.config().tieWordEmbeddings()
                && embedding != null
                && head != null
                && embedding.tokens().equals(head.tokens())) {
            rows.remove(VocabularyModules.HEAD + ROWS);
        }
        return rows;
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        SavedModules saved = saved(base);
        Map<String, long[]> shapes = new LinkedHashMap<>(method.shapes(saved.others()));
        check(base, saved);
        rows(base).forEach((name, rows) -> shapes.put(name, rows.shape(base)));
        saved.shapes().forEach((name, shape) -> shapes.put(WHOLE + name, shape));
        return shapes;
    }

    /** Nothing is trained twice, and files mean for PEFT what they mean here. */
    private void check(Base base, SavedModules saved) {
        if (method instanceof PromptTuning && saved.shapes().containsKey(VocabularyModules.EMBEDDING + ".weight")) {
            throw new InputException(
                    "beside prompt-tuning the embedding cannot be trained whole, since PEFT reads prompts"
                            + " with the base's; leave embed_tokens out of " + MODULES);
        }
        for (TokenRows rows : rows(base).values()) {
            if (saved.shapes().containsKey(rows.module() + ".weight")) {
                throw new InputException(
                        rows.module() + " is trained whole by " + MODULES + "; leave its tokens out of " + TOKENS);
            }
        }
        Map<String, @Nullable Object> config = method.peftConfig(saved.others());
        if (!trainableTokenIndices.isEmpty() && config != null && !config.containsKey(TOKENS)) {
            throw new InputException(TOKENS + " stand beside LoRA and what is written as one; "
                    + config.get("peft_type") + " adapters have no such key");
        }
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        SavedModules saved = saved(base);
        check(base, saved);
        Map<String, NDArray> tensors = new LinkedHashMap<>(method.initialise(saved.others(), seed, scope));
        rows(base).forEach((name, rows) -> tensors.put(name, rows.start(base, scope)));
        saved.shapes().keySet().forEach(name -> tensors.put(WHOLE + name, base.weight(name, scope)));
        return tensors;
    }

    private static boolean isBeside(String tensor) {
        return tensor.startsWith(WHOLE) || tensor.endsWith(ROWS);
    }

    /** The method's own tensors. */
    private static Map<String, NDArray> own(Map<String, NDArray> tensors) {
        Map<String, NDArray> own = new LinkedHashMap<>(tensors);
        own.keySet().removeIf(Extended::isBeside);
        return own;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        SavedModules saved = saved(base);
        Compilation own = method.compile(saved.others(), own(tensors), scope);
        Map<String, NDArray> weights = new HashMap<>(own.weights());
        saved.shapes().keySet().forEach(name -> weights.put(name, Objects.requireNonNull(tensors.get(WHOLE + name))));
        VocabularyModules.untie(base, weights, scope);
        rows(base)
                .forEach((name, rows) -> weights.put(
                        rows.module() + ".weight",
                        rows.weight(base, Objects.requireNonNull(tensors.get(name)), scope)));
        return new Compilation(own.edits(), weights, own.bottlenecks(), own.virtual());
    }

    @Override
    public boolean trains(String tensor) {
        return isBeside(tensor) || method.trains(tensor);
    }

    @Override
    public boolean startsAtBase() {
        return method.startsAtBase();
    }

    @Override
    public boolean exactGradient() {
        return method.exactGradient();
    }

    @Override
    public double learningRateRatio(String tensor) {
        return isBeside(tensor) ? 1 : method.learningRateRatio(tensor);
    }

    @Override
    public @Nullable NDArray penalty(Map<String, NDArray> tensors, NDManager scope) {
        return method.penalty(own(tensors), scope);
    }

    @Override
    public void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        method.transformGradients(own(tensors), own(gradients), scope);
    }

    @Override
    public void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        method.afterStep(step, own(tensors), own(gradients), scope);
    }

    @Override
    public @Nullable Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = method.peftConfig(saved(base).others());
        if (config != null) {
            config.putAll(keys());
        }
        return config;
    }

    /** What stands beside the method, as keys of its config. */
    private Map<String, Object> keys() {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (!modulesToSave.isEmpty()) {
            keys.put(MODULES, modulesToSave);
        }
        if (!trainableTokenIndices.isEmpty()) {
            List<Integer> embedding = trainableTokenIndices.get("embed_tokens");
            boolean alone = embedding != null && trainableTokenIndices.size() == 1;
            keys.put(TOKENS, alone ? embedding : trainableTokenIndices);
        }
        return keys;
    }

    /** PEFT wraps the model once more for all methods but those with virtual tokens. */
    @Override
    public @Nullable String peftKey(String tensor) {
        String prefix = virtualTokens() > 0 ? "base_model." : PeftFormat.PREFIX;
        if (tensor.startsWith(WHOLE)) {
            return prefix + tensor.substring(WHOLE.length());
        }
        return isBeside(tensor) ? prefix + tensor : method.peftKey(tensor);
    }

    @Override
    public Map<String, NDArray> peftExtras(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return method.peftExtras(saved(base).others(), own(tensors), scope);
    }

    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path directory) {
        method.save(saved(base).others(), own(tensors), directory);
        Map<String, NDArray> beside = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (isBeside(name)) {
                beside.put(Objects.requireNonNull(peftKey(name)), tensor);
            }
        });
        PeftFormat.add(keys(), beside, directory);
    }
}
