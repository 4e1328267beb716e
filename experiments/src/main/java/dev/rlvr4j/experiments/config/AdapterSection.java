package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora.Bias;
import dev.rlvr4j.core.adapter.TargetModules;
import java.util.List;
import java.util.Map;

/** What is trained: {@code method: lora} or {@code method: full}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AdapterSection.Lora.class, name = "lora"),
    @JsonSubTypes.Type(value = AdapterSection.Full.class, name = "full")
})
public sealed interface AdapterSection {
    /** The method with its settings. */
    AdapterMethod method();

    /** The methods and their defaults. */
    static Variants variants() {
        return new Variants("method", Recipe.trees(Map.of("lora", Lora.DEFAULT, "full", new Full())));
    }

    /**
     * LoRA, with the options of HF PEFT.
     *
     * @param r rank
     * @param alpha numerator of the scale
     * @param rslora whether the scale divides by the root of the rank instead of the rank
     * @param targetModules {@code all-linear}, a list of module names, or one regular expression for whole module paths
     * @param rankPattern ranks of single modules
     * @param alphaPattern alphas of single modules
     * @param excludeModules module names left out
     * @param layersToTransform indices of the layers; empty is all
     * @param bias which biases are trained too: {@code none}, {@code all} or {@code lora_only}
     */
    record Lora(
            int r,
            double alpha,
            boolean rslora,
            TargetsSetting targetModules,
            Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern,
            List<String> excludeModules,
            List<Integer> layersToTransform,
            Bias bias)
            implements AdapterSection {
        static final Lora DEFAULT =
                new Lora(8, 32, false, TargetsSetting.ALL_LINEAR, Map.of(), Map.of(), List.of(), List.of(), Bias.NONE);

        public Lora {
            rankPattern = Map.copyOf(rankPattern);
            alphaPattern = Map.copyOf(alphaPattern);
            excludeModules = List.copyOf(excludeModules);
            layersToTransform = List.copyOf(layersToTransform);
        }

        @Override
        public AdapterMethod method() {
            TargetModules targets = new TargetModules(
                    targetModules.names(), targetModules.pattern(), excludeModules, layersToTransform);
            return new dev.rlvr4j.core.adapter.Lora(r, alpha, rslora, targets, rankPattern, alphaPattern, bias);
        }
    }

    /** All weights. */
    record Full() implements AdapterSection {
        @Override
        public AdapterMethod method() {
            return new FullFineTuning();
        }
    }
}
