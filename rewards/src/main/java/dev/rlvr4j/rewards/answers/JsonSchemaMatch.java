package dev.rlvr4j.rewards.answers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code json-schema}: 1 where the answer is JSON that a schema accepts.
 *
 * <p>The schema (draft 2020-12 unless its {@code $schema} says otherwise) is the option {@code schema}, or else each task's
 * metadata field {@code schema}, or its reference. The answer is the last fenced block behind the last {@code </think>}, or all
 * of that text. It is read strictly: nothing behind it, no key twice, at most 100,000 characters and 64 levels. Schemas are
 * never fetched; {@code pattern} takes RE2's syntax, so that no answer makes it slow.
 */
public final class JsonSchemaMatch implements AnswerVerifier, Configurable {
    private static final int MAX_CHARS = 100_000;
    private static final AnswerExtraction ANSWER =
            AnswerExtraction.afterThinking(((AnswerExtraction) Fences::last).or(AnswerExtraction.whole()));
    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(MAX_CHARS)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaLoader(loader -> loader.fetchRemoteResources(false))
                    .schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .regularExpressionFactory(JsonSchemaMatch::linear)
                            .failFast(true)
                            .locale(java.util.Locale.ROOT)
                            .build()));

    private final @Nullable Schema schema;
    private final String source;

    /** The schema comes with the task. */
    public JsonSchemaMatch() {
        this(null, "");
    }

    private JsonSchemaMatch(@Nullable Schema schema, String source) {
        this.schema = schema;
        this.source = source;
    }

    @Override
    public Verifier configured(Options options) {
        Optional<Object> given = options.any("schema");
        if (given.isEmpty()) {
            return options.check(this);
        }
        String text = given.get() instanceof String s
                ? s
                : STRICT.valueToTree(given.get()).toString();
        try {
            return options.check(new JsonSchemaMatch(schema(text), text));
        } catch (JsonProcessingException | RuntimeException e) {
            throw e instanceof InputException input
                    ? input
                    : new InputException("the option 'schema' is not a JSON schema: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "json-schema";
    }

    @Override
    public String version() {
        return "json-schema-1" + (source.isEmpty() ? "" : "/" + Integer.toHexString(source.hashCode()));
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Schema used;
        try {
            used = schema == null ? schema(text(attempt)) : schema;
        } catch (JsonProcessingException | RuntimeException e) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, notASchema(attempt, e));
        }
        Optional<String> found = ANSWER.find(attempt.response());
        if (found.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no answer");
        }
        String answer = found.get();
        if (answer.length() > MAX_CHARS) {
            return Judgement.of(Verdict.LIMIT, null, answer.length() + " characters are too many");
        }
        JsonNode json;
        try {
            json = STRICT.readTree(answer);
        } catch (JsonProcessingException e) {
            return Judgement.of(Verdict.UNPARSEABLE, answer, "not JSON: " + Verdict.quote(e.getOriginalMessage()));
        }
        List<Error> errors = used.validate(json);
        return errors.isEmpty()
                ? Judgement.of(Verdict.CORRECT, answer, Verdict.quote(answer))
                : Judgement.of(
                        Verdict.WRONG, answer, Verdict.quote(errors.get(0).toString()));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        try {
            return schema == null && schema(text(task)) == null ? Optional.of("no schema") : Optional.empty();
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.of(notASchema(task, e));
        }
    }

    private static String text(Attempt attempt) {
        return attempt.metadata().getOrDefault("schema", attempt.reference());
    }

    private static String notASchema(Attempt task, Exception e) {
        return "the schema of task '" + task.taskId() + "' cannot be used: "
                + Verdict.quote(String.valueOf(e.getMessage()));
    }

    private static Schema schema(String text) throws JsonProcessingException {
        JsonNode node = STRICT.readTree(text);
        if (!node.isObject() && !node.isBoolean()) {
            throw new InputException("a schema must be a JSON object, but is " + Verdict.quote(text));
        }
        Schema schema = SCHEMAS.getSchema(node);
        schema.initializeValidators();
        return schema;
    }

    private static com.networknt.schema.regex.RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }
}
