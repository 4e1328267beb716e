package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.optim.ParameterGroups;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The optimizer, its learning rate and gradient clipping: {@code {type: lion, learning_rate: 1e-4, beta2: 0.98}}. The settings of
 * the type stand beside the shared ones.
 *
 * @param kind {@code adamw}, {@code adamw_8bit}, {@code sgd}, {@code lion} or {@code muon}, with what each of them takes
 * @param shared what all of them take
 */
@JsonSerialize(using = OptimizerSection.Writer.class)
@JsonDeserialize(using = OptimizerSection.Reader.class)
public record OptimizerSection(Choice<Optimizer> kind, Shared shared) {

    /**
     * The settings of every optimizer.
     *
     * @param learningRate its peak
     * @param schedule its shape after warm-up: {@code constant}, {@code linear}, {@code cosine} or {@code wsd} (with
     *     {@code decay_share} and {@code decay_shape})
     * @param warmupSteps steps of linear warm-up
     * @param minimumRatio share of the peak that schedules fall to
     * @param gradientClip largest L2 norm of the gradient; 0 is no limit
     * @param groups tensors with a learning rate or decay of their own; the first that matches a name counts
     */
    public record Shared(
            double learningRate,
            Choice<Schedule> schedule,
            int warmupSteps,
            double minimumRatio,
            double gradientClip,
            List<GroupSection> groups) {
        public Shared {
            groups = List.copyOf(groups);
        }
    }

    private static final Set<String> SHARED =
            Set.of("learning_rate", "schedule", "warmup_steps", "minimum_ratio", "gradient_clip", "groups");

    static final OptimizerSection DEFAULT = new OptimizerSection(
            Kinds.OPTIMIZERS.choice("adamw"), new Shared(1e-4, Kinds.SCHEDULES.choice("constant"), 0, 0, 1, List.of()));

    /** The optimizers and their defaults. What they share stays as it is when the type changes. */
    static Variants variants() {
        Map<String, ObjectNode> trees = new LinkedHashMap<>();
        Kinds.OPTIMIZERS
                .defaults()
                .keySet()
                .forEach(name ->
                        trees.put(name, tree(new OptimizerSection(Kinds.OPTIMIZERS.choice(name), DEFAULT.shared()))));
        return new Variants("type", trees, SHARED);
    }

    public double learningRate() {
        return shared.learningRate();
    }

    public double gradientClip() {
        return shared.gradientClip();
    }

    /** The optimizer with its parameter groups. */
    public Optimizer optimizer() {
        Optimizer plain = Objects.requireNonNull(kind.value());
        return shared.groups().isEmpty()
                ? plain
                : new ParameterGroups(
                        plain, shared.groups().stream().map(GroupSection::group).toList());
    }

    /** The settings of the training client. */
    public OptimizerSettings settings() {
        return new OptimizerSettings(
                shared.learningRate(),
                optimizer(),
                shared.gradientClip(),
                Objects.requireNonNull(shared.schedule().value()),
                shared.warmupSteps(),
                shared.minimumRatio());
    }

    /** The same with another learning rate. */
    OptimizerSection withLearningRate(double rate) {
        return new OptimizerSection(
                kind,
                new Shared(
                        rate,
                        shared.schedule(),
                        shared.warmupSteps(),
                        shared.minimumRatio(),
                        shared.gradientClip(),
                        shared.groups()));
    }

    private static ObjectNode tree(OptimizerSection section) {
        ObjectNode all =
                Mapping.TREE.createObjectNode().put("type", section.kind().type());
        all.setAll(Mapping.TREE.<ObjectNode>valueToTree(section.shared()));
        all.setAll(Mapping.TREE.<ObjectNode>valueToTree(section.kind()));
        return all;
    }

    static final class Writer extends JsonSerializer<OptimizerSection> {
        @Override
        public void serialize(OptimizerSection section, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeTree(tree(section));
        }
    }

    static final class Reader extends JsonDeserializer<OptimizerSection> {
        private static final JavaType KIND =
                Mapping.TREE.getTypeFactory().constructParametricType(Choice.class, Optimizer.class);

        @Override
        public OptimizerSection deserialize(JsonParser in, DeserializationContext context) throws IOException {
            TreeNode read = in.readValueAsTree();
            if (!(read instanceof ObjectNode all)) {
                throw MismatchedInputException.from(in, Shared.class, "optimizer is a section");
            }
            ObjectNode kind = all.deepCopy().remove(SHARED);
            ObjectNode shared = all.deepCopy().retain(SHARED);
            String type = kind.path("type").asText();
            ObjectNode standard = variants().defaults().get(type);
            if (standard != null) {
                requireKnown(in, kind, standard);
            }
            return new OptimizerSection(
                    Mapping.TREE.readerFor(KIND).readValue(kind), Mapping.TREE.treeToValue(shared, Shared.class));
        }

        private static void requireKnown(JsonParser in, ObjectNode kind, ObjectNode standard)
                throws JsonMappingException {
            Set<String> known = new TreeSet<>();
            standard.fieldNames().forEachRemaining(known::add);
            for (Map.Entry<String, ?> setting : kind.properties()) {
                if (!known.contains(setting.getKey())) {
                    throw UnrecognizedPropertyException.from(
                            in, OptimizerSection.class, setting.getKey(), List.copyOf(known));
                }
            }
        }
    }
}
