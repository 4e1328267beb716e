package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiersTest {
    @Test
    void standardHoldsOursAndThoseOnTheClassPath() {
        assertThat(Verifiers.standard().names())
                .contains(
                        "bleu",
                        "chrf",
                        "cosine-length",
                        "exact",
                        "exact-normalised",
                        "format-tags",
                        "gsm8k-lenient",
                        "gsm8k-strict",
                        "json-schema",
                        "multiple-choice",
                        "numeric",
                        "numeric-lenient",
                        "palindrome" /* the README's plug-in */,
                        "regex",
                        "repetition",
                        "soft-overlong")
                .isSorted();
        for (String name : Verifiers.standard().names()) {
            assertThat(Verifiers.standard().get(name).name()).isEqualTo(name);
        }
    }

    @Test
    void addingOneLeavesTheSetItWasAddedToAlone() {
        Verifiers standard = Verifiers.standard();
        Verifiers more = standard.with("mine", attempt -> Score.of(1, "always"));

        assertThat(more.get("mine").name()).isEqualTo("mine");
        assertThat(standard.names()).doesNotContain("mine");
    }

    @Test
    void anAnswerVerifierStaysOneUnderAnotherName() {
        Verifier other = Verifiers.standard().with("sum", new NumericMatch()).get("sum");

        assertThat(other.name()).isEqualTo("sum");
        assertThat(other)
                .isInstanceOfSatisfying(
                        AnswerVerifier.class, v -> assertThat(v.version()).isEqualTo("numeric-1"));
        assertThat(other.unusable(Attempts.of("many", ""))).isPresent();
        assertThat(other.unusable(Attempts.of("4", ""))).isEmpty();
    }

    @Test
    void anUnknownNameNamesTheNearestAndAll() {
        assertThatThrownBy(() -> Verifiers.standard().get("numerc"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no verifier is named 'numerc'")
                .hasMessageContaining("did you mean 'numeric'?")
                .hasMessageContaining("exact, exact-normalised, format-tags, gsm8k-lenient,")
                .hasMessageContaining("META-INF/services/dev.rlvr4j.rewards.Verifier");
    }

    @Test
    void aTakenOrBlankNameIsRefused() {
        assertThatThrownBy(() -> Verifiers.standard().with("numeric", attempt -> Score.of(1, "always")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("two verifiers are named 'numeric' (dev.rlvr4j.rewards.NumericMatch and");
        assertThatThrownBy(() -> Verifiers.standard().with(" ", attempt -> Score.of(1, "always")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("blank name");
    }

    @Test
    void aListedClassThatIsMissingIsNamed(@TempDir Path dir) throws Exception {
        Path services = Files.createDirectories(dir.resolve("META-INF/services"));
        Files.writeString(services.resolve(Verifier.class.getName()), "com.example.Gone\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThatThrownBy(Verifiers::standard)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("com.example.Gone")
                    .hasMessageContaining("public constructor");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
