package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Choice} as its settings with the name of its kind, and reads it back; settings left out are the kind's defaults. */
final class ChoiceModule {
    private ChoiceModule() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("choices");
        module.addSerializer(Choice.class, new Writer());
        module.addDeserializer(Choice.class, new Reader(null));
        return module;
    }

    @SuppressWarnings("rawtypes") // Jackson looks both up by the raw class
    private static final class Writer extends JsonSerializer<Choice> {
        @Override
        public void serialize(Choice choice, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(kinds(choice).tree(choice));
        }

        /** Only what may be left to the loss has no value, and all of that names its kind by {@code type}. */
        private static Kinds<?> kinds(Choice<?> choice) {
            Object value = choice.value();
            return value instanceof AdapterMethod ? Kinds.METHODS : Kinds.LOSSES;
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class Reader extends JsonDeserializer<Choice> implements ContextualDeserializer {
        private final @Nullable Class<?> of;

        Reader(@Nullable Class<?> of) {
            this.of = of;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType type = context.getContextualType();
            return new Reader(type.containedType(0).getRawClass());
        }

        @Override
        public Choice deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Kinds<?> kinds = Kinds.of(java.util.Objects.requireNonNull(of));
            TreeNode read = in.readValueAsTree();
            JsonNode node = (JsonNode) read;
            ObjectNode settings = node instanceof ObjectNode object
                    ? object.deepCopy()
                    : Mapping.TREE.createObjectNode().set(kinds.key(), node);
            JsonNode type = settings.remove(kinds.key());
            if (type == null || !type.isTextual()) {
                throw new JsonMappingException(
                        in,
                        "",
                        new InputException(
                                "must name its " + kinds.key() + ", e.g. {" + kinds.key() + ": NAME}, but is " + node));
            }
            try {
                Choice<?> standard = kinds.choice(type.textValue());
                if (standard.value() == null) {
                    return checkedAuto(standard, settings);
                }
                ObjectNode all = Kinds.settings(standard.value());
                List<Object> known = new ArrayList<>();
                all.fieldNames().forEachRemaining(known::add);
                for (String key : (Iterable<String>) settings::fieldNames) {
                    if (!known.contains(key)) {
                        known.add(kinds.key());
                        throw UnrecognizedPropertyException.from(in, standard.value(), key, known);
                    }
                }
                all.setAll(settings);
                return new Choice<>(standard.type(), value(in, standard.value(), all));
            } catch (InputException e) {
                throw new JsonMappingException(in, "", e);
            }
        }

        private static Object value(JsonParser in, Object standard, ObjectNode settings) throws IOException {
            if (standard instanceof AdapterMethod) {
                BesideMethod beside = BesideMethod.take(settings);
                Object method = Mapping.TREE.treeToValue(nested(in, settings), standard.getClass());
                return beside.around((AdapterMethod) method);
            }
            return Mapping.TREE.treeToValue(settings, standard.getClass());
        }

        private static ObjectNode nested(JsonParser in, ObjectNode settings) throws JsonMappingException {
            try {
                return FlatTargets.nested(settings);
            } catch (InputException e) {
                JsonMappingException named = new JsonMappingException(in, "", e);
                named.prependPath(settings, FlatTargets.NAMES);
                throw named;
            }
        }

        private static Choice<?> checkedAuto(Choice<?> auto, ObjectNode settings) {
            if (!settings.isEmpty()) {
                throw new InputException("'auto' has no settings of its own, but is given " + settings
                        + "; name the type they belong to");
            }
            return auto;
        }
    }
}
