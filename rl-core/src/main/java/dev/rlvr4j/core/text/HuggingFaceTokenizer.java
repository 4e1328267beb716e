package dev.rlvr4j.core.text;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@code tokenizer.json}, run by Hugging Face's own library through DJL. */
final class HuggingFaceTokenizer implements Tokenizer {
    static {
        // On a machine with a GPU, DJL would otherwise fetch a CUDA build of this library, and count its users online.
        setUnlessGiven("RUST_FLAVOR", "cpu");
        setUnlessGiven("OPT_OUT_TRACKING", "true");
    }

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad");

    private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library;
    private final int vocabularySize;
    private final @Nullable Integer bosToken;
    private final Set<Integer> eosTokens;
    private final Set<Integer> specialTokens;
    private final @Nullable String chatTemplate;
    private final Map<String, String> specials;
    private final Clock clock;

    private HuggingFaceTokenizer(
            ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library, TokenizerFiles files, Clock clock) {
        this.library = library;
        this.clock = clock;
        vocabularySize = files.vocabularySize();
        eosTokens = Collections.unmodifiableSet(files.eosTokens());
        specialTokens = Set.copyOf(files.specialTokens());
        chatTemplate = files.chatTemplate();
        specials = files.specials();
        bosToken = findBos(files);
    }

    private static void setUnlessGiven(String key, String value) {
        if (System.getenv(key) == null && System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** Loads the tokenizer of a directory that has a {@code tokenizer.json}. */
    static HuggingFaceTokenizer load(Path directory, Clock clock) {
        Path file = directory.resolve(Tokenizers.FILE);
        TokenizerFiles files = TokenizerFiles.read(directory);
        try (InputStream json = Files.newInputStream(file)) {
            return new HuggingFaceTokenizer(
                    ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(json, OPTIONS), files, clock);
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InputException("cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    /** What prompts start with: as the config says, else as the tokenizer's own post-processor does with an empty text. */
    private @Nullable Integer findBos(TokenizerFiles files) {
        Integer named = files.id(files.special("bos_token"));
        Boolean adds = files.addsBos();
        if (adds != null) {
            return adds ? named : null;
        }
        long[] added = library.encode("", true, false).getIds();
        if (added.length == 0) {
            return null;
        }
        int first = (int) added[0];
        // A post-processor that only closes texts is no reason to open them with the same token.
        boolean opens = named == null ? !eosTokens.contains(first) : named == first;
        return opens ? (Integer) first : null;
    }

    @Override
    public int[] encode(String text) {
        return Arrays.stream(library.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @Override
    public String decode(int[] tokens) {
        return library.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public @Nullable Integer bosToken() {
        return bosToken;
    }

    @Override
    public Set<Integer> eosTokens() {
        return eosTokens;
    }

    @Override
    public Set<Integer> specialTokens() {
        return specialTokens;
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return Optional.ofNullable(chatTemplate).map(source -> new JinjaChatTemplate(source, specials, clock));
    }
}
