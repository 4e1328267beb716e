package dev.rlvr4j.core.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with what Python's Jinja2 makes of the same templates (src/test/resources/chat/make_expected.py). */
class TemplateTest {
    private static final Path CHAT = Path.of("src/test/resources/chat");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-07T15:04:05Z"), ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode expected() throws IOException {
        return JSON.readTree(CHAT.resolve("expected.json").toFile());
    }

    private static Map<?, ?> variables(JsonNode node) {
        return JSON.convertValue(node, Map.class);
    }

    @SuppressWarnings("unchecked")
    private static String render(String source, Map<?, ?> variables) {
        return Template.parse(source).render((Map<String, Object>) variables, CLOCK);
    }

    static Stream<Arguments> conversations() throws IOException {
        JsonNode all = expected();
        return all.path("templates").properties().stream()
                .flatMap(template -> template.getValue().properties().stream()
                        .map(c -> Arguments.of(
                                template.getKey(),
                                c.getKey(),
                                all.path("conversations").path(c.getKey()),
                                c.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("conversations")
    void rendersConversationsAsJinja2Does(String template, String name, JsonNode conversation, JsonNode expected)
            throws IOException {
        check(Files.readString(CHAT.resolve(template + ".jinja")), variables(conversation), expected);
    }

    static Stream<Arguments> expressions() throws IOException {
        JsonNode all = expected();
        return StreamSupport.stream(all.path("expressions").spliterator(), false)
                .map(e -> Arguments.of(e.path("source").asText(), all.path("values"), e.path("result")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void evaluatesAsJinja2Does(String source, JsonNode values, JsonNode expected) {
        check(source, variables(values), expected);
    }

    /** Where Jinja2 fails we must fail too; the words are our own. */
    private static void check(String source, Map<?, ?> variables, JsonNode expected) {
        if (expected.isTextual()) {
            assertThat(render(source, variables)).isEqualTo(expected.asText());
        } else {
            assertThatThrownBy(() -> render(source, variables))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageStartingWith("chat template");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{{ raise_exception('roles must ~ alternate') }} | chat template: roles must ~ alternate",
                "{% frob %} | unknown tag 'frob'",
                "{{ a.b.c }} | 'a' is undefined, and so has no attribute 'b'",
                "{{ 'x'.frob() }} | 'frob' cannot be called",
                "{{ 1 is frob }} | no test named 'frob'",
                "{{ 1 / 0 }} | division by zero",
                "{{ 9223372036854775807 + 1 }} | 9223372036854775807 + 1 has no value",
                "{% for x in [1] %} | expected one of the tags [else, endfor], but found the end of the template",
                "{% break %} | 'break' outside of a loop",
                "{% set x.y = 1 %} | x is not a namespace",
            })
    void namesWhatIsWrong(String source, String message) {
        assertThatThrownBy(() -> render(source, Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheLineOfAnError() {
        assertThatThrownBy(() -> Template.parse("a\n\n{# b\n #}{{ 1\n| frob }}"))
                .hasMessageContaining("line 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}",
                "{{ range(1000000000) | list }}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{{ 'x' * 1000000000000 }}",
                "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
                "{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(90) %}{% set ns.a = [ns.a, ns.a] %}"
                        + "{% set ns.b = [ns.b, ns.b] %}{% endfor %}{{ ns.a == ns.b }}",
                "{% set ns = namespace(s='xy') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('x', ns.s) %}{% endfor %}",
                "{{ 'a\nb' | indent(1000000000) }}{{ 'x' | tojson(indent=1000000000) }}{{ raise_exception('done') }}",
            })
    void aHostileTemplateEndsInAnErrorSoon(String source) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> render(source, Map.of())).isInstanceOf(TemplateException.class);
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "-", "{1:", "'a' if ", "a.b(", "{% if 1 %}"})
    void deepNestingEndsInAnError(String piece) {
        String source = piece.startsWith("{%") ? piece.repeat(10_000) : "{{ " + piece.repeat(10_000) + "1 }}";
        assertThatThrownBy(() -> render(source, Map.of())).isInstanceOf(TemplateException.class);
    }

    @Test
    void whatIsInsertedIsNeverReadAsATemplate() {
        String text = "{{ x }} {% if %} {# #} {{ raise_exception('no') }}\n\n";
        assertThat(render("<{{ m.content }}>{{ m['content'] | trim }}", Map.of("m", Map.of("content", text), "x", 1)))
                .isEqualTo("<" + text + ">" + text.strip());
    }

    @Test
    void aTemplateMayBeRenderedTwice() {
        Template template = Template.parse("{% set n = (n or 0) + 1 %}{{ n }}");
        assertThat(template.render(Map.of("n", 1), CLOCK)).isEqualTo("2");
        assertThat(template.render(Map.of("n", 5), CLOCK)).isEqualTo("6");
    }
}
