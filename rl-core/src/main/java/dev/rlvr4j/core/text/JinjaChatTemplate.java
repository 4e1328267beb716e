package dev.rlvr4j.core.text;

import dev.rlvr4j.core.text.jinja.Template;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chat template of a checkpoint, rendered as transformers' {@code apply_chat_template} renders it. The messages'
 * contents are inserted as they are and never read as templates. Thread-safe.
 */
public final class JinjaChatTemplate implements ChatTemplate {
    private final Template template;
    private final String source;
    private final Map<String, Object> variables;
    private final Clock clock;

    /**
     * Parses a template; InputException, with the line, where that fails.
     *
     * @param source the Jinja source
     * @param specials the special tokens it may use: {@code bos_token}, {@code eos_token} and so on
     * @param clock what {@code strftime_now} reads
     */
    public JinjaChatTemplate(String source, Map<String, String> specials, Clock clock) {
        this(Template.parse(source), source, Map.copyOf(specials), clock);
    }

    private JinjaChatTemplate(Template template, String source, Map<String, Object> variables, Clock clock) {
        this.template = template;
        this.source = source;
        this.variables = variables;
        this.clock = clock;
    }

    @Override
    public ChatTemplate with(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(more);
        return new JinjaChatTemplate(template, source, all, clock);
    }

    /** By its name in the source, be it in a comment: templates set and test variables in more ways than one. */
    @Override
    public boolean reads(String variable) {
        return Pattern.compile("(?<![A-Za-z0-9_.])" + Pattern.quote(variable) + "(?![A-Za-z0-9_])")
                .matcher(source)
                .find();
    }

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        // transformers always sets these two, so that templates find them defined.
        all.putIfAbsent("tools", null);
        all.putIfAbsent("documents", null);
        all.put("messages", messages.stream().map(JinjaChatTemplate::dict).toList());
        all.put("add_generation_prompt", addGenerationPrompt);
        return template.render(all, clock);
    }

    private static Map<String, Object> dict(ChatMessage message) {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("role", message.role());
        dict.put("content", message.content());
        return dict;
    }
}
