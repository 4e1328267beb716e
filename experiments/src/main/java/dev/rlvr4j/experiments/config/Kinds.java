package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.optim.Optimizers;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.correction.Correction;
import dev.rlvr4j.trainer.correction.Corrections;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.Losses;
import dev.rlvr4j.trainer.optim.Schedule;
import dev.rlvr4j.trainer.optim.Schedules;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kinds a {@link Choice} of some type may name, as the library's catalogues list them.
 *
 * @param key the setting that names the kind
 * @param auto whether the choice may be left to the loss
 * @param defaults each kind with its default settings
 */
record Kinds<T>(String key, boolean auto, Map<String, T> defaults) {
    static final Kinds<Loss> LOSSES = new Kinds<>("type", false, losses());
    static final Kinds<Advantage> ADVANTAGES = new Kinds<>("type", true, Advantages.all());
    static final Kinds<Aggregation> AGGREGATIONS = new Kinds<>("type", true, Aggregations.all());
    static final Kinds<Correction> CORRECTIONS = new Kinds<>("type", false, Corrections.all());
    static final Kinds<Optimizer> OPTIMIZERS = new Kinds<>("type", false, Optimizers.all());
    static final Kinds<Schedule> SCHEDULES = new Kinds<>("type", false, Schedules.all());
    static final Kinds<AdapterMethod> METHODS = new Kinds<>("method", false, AdapterMethods.all());

    /** The kinds of a type. */
    static Kinds<?> of(Class<?> type) {
        Kinds<?> kinds = Map.<Class<?>, Kinds<?>>of(
                        Loss.class, LOSSES,
                        Advantage.class, ADVANTAGES,
                        Aggregation.class, AGGREGATIONS,
                        Correction.class, CORRECTIONS,
                        Optimizer.class, OPTIMIZERS,
                        Schedule.class, SCHEDULES,
                        AdapterMethod.class, METHODS)
                .get(type);
        if (kinds == null) {
            throw new IllegalStateException("a recipe cannot choose a " + type);
        }
        return kinds;
    }

    private static Map<String, Loss> losses() {
        Map<String, Loss> losses = new LinkedHashMap<>();
        Losses.all().forEach(kind -> losses.put(kind.name(), kind.loss()));
        return losses;
    }

    /** How recipes that are laid over each other change from one kind to another. */
    Variants variants() {
        Map<String, ObjectNode> trees = new LinkedHashMap<>();
        if (auto) {
            trees.put(Choice.AUTO, tree(Choice.auto()));
        }
        defaults.forEach((name, value) -> trees.put(name, tree(new Choice<>(name, value))));
        return new Variants(key, trees);
    }

    /** A kind with its default settings. */
    Choice<T> choice(String name) {
        T value = defaults.get(name);
        if (value == null && !(auto && name.equals(Choice.AUTO))) {
            throw new InputException("'" + name + "' is none of " + String.join(", ", defaults.keySet())
                    + (auto ? ", " + Choice.AUTO : "")
                    + NearestKey.of(name, defaults.keySet())
                            .map(k -> "; did you mean '" + k + "'?")
                            .orElse(""));
        }
        return new Choice<>(name, value);
    }

    /** A choice as recipes write it. */
    ObjectNode tree(Choice<?> choice) {
        ObjectNode tree = Mapping.TREE.createObjectNode().put(key, choice.type());
        if (choice.value() != null) {
            tree.setAll(settings(choice.value()));
        }
        return tree;
    }

    /** The settings of a value, as recipes write them. */
    static ObjectNode settings(Object value) {
        return value instanceof AdapterMethod method
                ? BesideMethod.flat(method)
                : FlatTargets.flat(Mapping.TREE.valueToTree(value));
    }
}
