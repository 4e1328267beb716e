package dev.rlvr4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
    private static final String PRINTABLE = IntStream.rangeClosed(32, 126)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            + "\t\n\r";

    private final Tokenizer ascii = Tokenizers.ascii();

    @TempDir
    Path dir;

    @Test
    void anAsciiCharacterIsTheTokenOfItsCodePoint() {
        assertThat(ascii.encode(PRINTABLE)).isEqualTo(PRINTABLE.chars().toArray());
        assertThat(ascii.decode(PRINTABLE.chars().toArray())).isEqualTo(PRINTABLE);
        assertThat(ascii.vocabularySize()).isEqualTo(128);
        assertThat(ascii.bosToken()).isEqualTo(1);
        assertThat(ascii.eosTokens()).containsExactly(2);
        assertThat(ascii.chatTemplate()).isEmpty();
        assertThat(ascii.encode("")).isEmpty();
        assertThat(ascii.decode(new int[0])).isEmpty();
    }

    @Test
    void encodingThenDecodingGivesTheTextBack() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(200);
            for (int j = 0; j < length; j++) {
                // Many spaces and punctuation marks: those are what clean-up rules would change.
                text.append(
                        random.nextBoolean()
                                ? " .,!?'n\n".charAt(random.nextInt(8))
                                : PRINTABLE.charAt(random.nextInt(98)));
            }
            assertThat(ascii.decode(ascii.encode(text.toString()))).isEqualTo(text.toString());
        }
        String spaced = "  do n't  ,  . ? 's\n\n ";
        assertThat(ascii.decode(ascii.encode(spaced))).isEqualTo(spaced);
    }

    @Test
    void specialTokensAreRecognisedInTextAndLeftOutOfText() {
        assertThat(ascii.encode("<s>a</s><pad>")).containsExactly(1, 'a', 2, 0);
        assertThat(ascii.decode(new int[] {1, 'a', 2, 0, 3, 'b'})).isEqualTo("ab");
    }

    @Test
    void otherCharactersAreUnknownOneByOne() {
        assertThat(ascii.encode("aé🙂\0\u0001b")).containsExactly('a', 3, 3, 3, 3, 'b');
        assertThat(ascii.encode("a\ud83db")).startsWith('a').endsWith('b');
    }

    @Test
    void aCheckpointCanCarryTheAsciiTokenizer() throws IOException {
        Tokenizers.writeAscii(dir);
        Files.writeString(dir.resolve("config.json"), "{\"eos_token_id\": 10}");
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": [2, 7]}");
        Tokenizer loaded = Tokenizers.loadOrAscii(dir, 5);
        assertThat(loaded.encode("hi 5")).containsExactly('h', 'i', ' ', '5');
        assertThat(loaded.bosToken()).isEqualTo(1);
        assertThat(loaded.eosTokens()).containsExactly(2, 10, 7);
    }

    @Test
    void aDirectoryWithoutATokenizerGetsTheAsciiOneIfThereIsRoom() {
        assertThat(Tokenizers.loadOrAscii(dir, 128)).isSameAs(ascii);
        assertThatThrownBy(() -> Tokenizers.loadOrAscii(dir, 127))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("127")
                .hasMessageContaining("no tokenizer.json");
        assertThatThrownBy(() -> Tokenizers.load(dir))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no tokenizer.json");
    }

    @Test
    void theBosTokenIsWhatConfigOrPostProcessorSay() throws IOException {
        assertThat(with("\"bos_token\": \"<s>\"").bosToken()).isEqualTo(1);
        assertThat(with("\"bos_token\": {\"content\": \"<s>\", \"special\": true}")
                        .bosToken())
                .isEqualTo(1);
        assertThat(with("\"bos_token\": \"<s>\", \"add_bos_token\": false").bosToken())
                .isNull();
        assertThat(with("\"bos_token\": \"A\", \"add_bos_token\": true").bosToken())
                .isEqualTo((int) 'A');
        assertThat(with("\"bos_token\": null, \"add_bos_token\": true").bosToken())
                .isNull();
        // The post-processor puts id 1 first; if that ends texts, it is no opening.
        assertThat(with("\"eos_token\": \"<s>\"").bosToken()).isNull();
        String json = Files.readString(dir.resolve("tokenizer.json"));
        Files.writeString(
                dir.resolve("tokenizer.json"),
                json.replaceFirst("(?s)\"post_processor\": .*?\"decoder\"", "\"post_processor\": null, \"decoder\""));
        assertThat(Tokenizers.load(dir).bosToken()).isNull();
    }

    @Test
    void endTokensComeAsStringOrObjectAndMustBeKnown() throws IOException {
        assertThat(with("\"eos_token\": {\"content\": \"</s>\"}").eosTokens()).containsExactly(2);
        assertThat(with("\"eos_token\": null").eosTokens()).isEmpty();
        assertThatThrownBy(() -> with("\"eos_token\": \"<end>\""))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'<end>'");
    }

    @Test
    void theChatTemplateComesFromConfigListOrFile() throws IOException {
        List<ChatMessage> hi = List.of(new ChatMessage("user", "hi {{ x }}"));
        String loop = "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}";
        Tokenizer tokenizer = with("\"bos_token\": \"<s>\", \"chat_template\": \"" + loop + "\"");
        assertThat(tokenizer.chatTemplate().orElseThrow().render(hi, true)).isEqualTo("<s>[user] hi {{ x }}");
        tokenizer = with(
                "\"chat_template\": [{\"name\": \"rag\", \"template\": \"r\"}, {\"name\": \"default\", \"template\": \"d\"}]");
        assertThat(tokenizer.chatTemplate().orElseThrow().render(hi, true)).isEqualTo("d");
        Files.writeString(dir.resolve("chat_template.jinja"), "{{ mood }}{{ strftime_now('%d %b %Y') }}");
        ChatTemplate dated = Tokenizers.load(dir, Clock.fixed(Instant.parse("2026-03-07T10:00:00Z"), ZoneOffset.UTC))
                .chatTemplate()
                .orElseThrow();
        assertThat(dated.render(hi, true)).isEqualTo("07 Mar 2026");
        assertThat(dated.with(Map.of("mood", "glad ")).render(hi, true)).isEqualTo("glad 07 Mar 2026");
    }

    @Test
    void aByteLevelTokenizerLikeThatOfQwenKeepsAnyTextAndHasNoBos() throws IOException {
        Files.writeString(dir.resolve("tokenizer.json"), byteLevel());
        Files.writeString(
                dir.resolve("tokenizer_config.json"),
                "{\"add_bos_token\": false, \"bos_token\": null, \"eos_token\": \"<|im_end|>\"}");
        Tokenizer tokenizer = Tokenizers.load(dir);
        assertThat(tokenizer.vocabularySize()).isEqualTo(258);
        assertThat(tokenizer.bosToken()).isNull();
        assertThat(tokenizer.eosTokens()).containsExactly(257);
        String text = "  Grüße 🙂, don't\n\n x = 1 .";
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        assertThat(tokenizer.encode("  é")).containsExactly(' ', ' ', 0xc3, 0xa9);
        assertThat(tokenizer.encode("<|im_start|>a<|im_end|>")).containsExactly(256, 'a', 257);
        assertThat(tokenizer.decode(new int[] {'a', 0xc3})).isEqualTo("a\ufffd");
    }

    /** A tokenizer.json whose tokens are the 256 bytes, id = byte, written as byte-level BPE writes them, and two specials. */
    static String byteLevel() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ObjectNode model = json.put("version", "1.0").putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        model.putArray("merges");
        int shifted = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b != 173);
            vocabulary.put(Character.toString(printable ? b : shifted++), b);
        }
        for (String token : List.of("<|im_start|>", "<|im_end|>")) {
            json.withArray("added_tokens")
                    .addObject()
                    .put("id", token.equals("<|im_end|>") ? 257 : 256)
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
            json.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", false)
                    .put("use_regex", true);
        }
        return json.toString();
    }

    @Test
    void namesABrokenFile() throws IOException {
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": ");
        assertThatThrownBy(() -> Tokenizers.load(dir))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not valid JSON");
        Files.writeString(dir.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Frob\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizers.load(dir))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot load");
        Files.writeString(dir.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> Tokenizers.load(dir))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no vocabulary");
    }

    @Test
    void manyThreadsMayEncodeAtOnce() {
        int[] expected = PRINTABLE.chars().toArray();
        assertThat(IntStream.range(0, 2000)
                        .parallel()
                        .filter(i -> Arrays.equals(ascii.encode(PRINTABLE), expected))
                        .count())
                .isEqualTo(2000);
    }

    /** The ASCII tokenizer with another tokenizer_config.json. */
    private Tokenizer with(String config) throws IOException {
        Tokenizers.writeAscii(dir);
        Files.writeString(dir.resolve("tokenizer_config.json"), "{" + config + "}");
        return Tokenizers.load(dir);
    }
}
