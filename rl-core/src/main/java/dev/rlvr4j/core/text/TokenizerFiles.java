package dev.rlvr4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the files around a {@code tokenizer.json} say: the ids of tokens, the special ones, the chat template. */
final class TokenizerFiles {
    private static final List<String> SPECIAL = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private final Path directory;
    private final ObjectNode config;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<Integer> specialTokens = new HashSet<>();

    private TokenizerFiles(Path directory, ObjectNode config) {
        this.directory = directory;
        this.config = config;
    }

    static TokenizerFiles read(Path directory) {
        TokenizerFiles files = new TokenizerFiles(directory, optional(directory, "tokenizer_config.json"));
        Path file = directory.resolve(Tokenizers.FILE);
        files.readIds(JsonFile.read(file), file);
        return files;
    }

    private static ObjectNode optional(Path directory, String name) {
        Path file = directory.resolve(name);
        return Files.exists(file) ? JsonFile.read(file) : JsonNodeFactory.instance.objectNode();
    }

    private void readIds(ObjectNode tokenizer, Path file) {
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.isArray()) {
            // Unigram: pairs of piece and score, the place is the id.
            for (int i = 0; i < vocabulary.size(); i++) {
                ids.put(vocabulary.path(i).path(0).asText(), i);
            }
        } else {
            vocabulary
                    .properties()
                    .forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
        }
        tokenizer.path("added_tokens").forEach(t -> {
            ids.put(t.path("content").asText(), t.path("id").asInt());
            if (t.path("special").asBoolean()) {
                specialTokens.add(t.path("id").asInt());
            }
        });
        if (ids.isEmpty()) {
            throw new InputException(file + " has no vocabulary; is it a tokenizer.json of Hugging Face tokenizers?");
        }
    }

    /** One more than the largest id. */
    int vocabularySize() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    @Nullable
    Integer id(@Nullable String token) {
        return token == null ? null : ids.get(token);
    }

    /** The text of a special token, which tokenizer_config.json gives as a string or as an object. */
    @Nullable
    String special(String key) {
        JsonNode token = config.path(key);
        JsonNode text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? text.asText() : null;
    }

    /** All special tokens that are set, under the names that chat templates know them by. */
    Map<String, String> specials() {
        Map<String, String> specials = new LinkedHashMap<>();
        for (String key : SPECIAL) {
            String text = special(key);
            if (text != null) {
                specials.put(key, text);
            }
        }
        return specials;
    }

    /** Whether tokenizer_config.json says that texts begin with the bos token; null where it says nothing. */
    @Nullable
    Boolean addsBos() {
        JsonNode flag = config.path("add_bos_token");
        return flag.isBoolean() ? flag.asBoolean() : null;
    }

    /** The ids that decoding leaves out. */
    Set<Integer> specialTokens() {
        return specialTokens;
    }

    /** The ids that end a text, as the tokenizer's, the model's and the generation config name them. */
    Set<Integer> eosTokens() {
        Set<Integer> tokens = new LinkedHashSet<>();
        String text = special("eos_token");
        Integer named = id(text);
        if (named != null) {
            tokens.add(named);
        } else if (text != null) {
            throw new InputException(directory.resolve("tokenizer_config.json") + " has eos_token '" + text
                    + "', which the vocabulary of tokenizer.json does not have");
        }
        for (String name : List.of("config.json", "generation_config.json")) {
            JsonNode given = optional(directory, name).path("eos_token_id");
            for (JsonNode id : given.isArray() ? given : List.of(given)) {
                if (id.isInt()) {
                    tokens.add(id.asInt());
                }
            }
        }
        return tokens;
    }

    /** The source of the chat template: of its own file, or of tokenizer_config.json; null where there is none. */
    @Nullable
    String chatTemplate() {
        Path file = directory.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new InputException("cannot read " + file + ": " + e, e);
            }
        }
        JsonNode template = config.path("chat_template");
        if (!template.isArray()) {
            return template.isTextual() ? template.asText() : null;
        }
        for (JsonNode named : template) {
            if (template.size() == 1 || named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        return null;
    }
}
