package dev.rlvr4j.core.text;

import dev.rlvr4j.core.text.jinja.Template;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chat template of a checkpoint, rendered as transformers' {@code apply_chat_template} renders it. The messages'
 * contents are inserted as they are and never read as templates. Thread-safe.
 */
public final class JinjaChatTemplate implements ChatTemplate {
    private final Template template;
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
        this(Template.parse(source), Map.copyOf(specials), clock);
    }

    private JinjaChatTemplate(Template template, Map<String, Object> variables, Clock clock) {
        this.template = template;
        this.variables = variables;
        this.clock = clock;
    }

    @Override
    public ChatTemplate with(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(variables);
        all.putAll(more);
        return new JinjaChatTemplate(template, all, clock);
    }

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, Object> all = new HashMap<>(variables);
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
