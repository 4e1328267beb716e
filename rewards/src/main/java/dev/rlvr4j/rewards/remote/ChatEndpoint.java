package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Options;

/**
 * A model behind {@code /chat/completions} of an OpenAI-compatible server, asked with one user message at temperature 0.
 *
 * @param model its name on the server
 * @param template the message; {@code {question}}, {@code {reference}} and {@code {response}} are filled in
 */
record ChatEndpoint(Endpoint endpoint, String model, String template) {
    private static final int SHOWN = 50_000;

    /** Reads {@code model}, {@code template} and the options of {@link EndpointSettings}; {@code url} ends before /chat. */
    static ChatEndpoint read(Options options, String template) {
        EndpointSettings settings =
                EndpointSettings.read(options, "the server's base address, e.g. http://localhost:8000/v1");
        String model = options.required("model", "the model's name on the server");
        String own = options.text("template", template);
        options.check(settings);
        return new ChatEndpoint(new Endpoint(settings.at("/chat/completions")), model, own);
    }

    ObjectNode request(Attempt attempt, int maxTokens) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("model", model);
        request.put("temperature", 0);
        request.put("max_tokens", maxTokens);
        request.putArray("messages").addObject().put("role", "user").put("content", message(attempt));
        return request;
    }

    /** The template with its fields filled in, in one pass: braces in a response are only text. */
    private String message(Attempt attempt) {
        StringBuilder message = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            if (close < 0) {
                break;
            }
            String value = switch (template.substring(open + 1, close)) {
                case "question" -> attempt.question();
                case "reference" -> attempt.reference();
                case "response" -> shortened(attempt.response());
                default -> null;
            };
            message.append(template, at, open);
            at = value == null ? open + 1 : close + 1;
            message.append(value == null ? "{" : value);
        }
        return message.append(template, at, template.length()).toString();
    }

    /** The end of a long response, where the answer is; its tags are broken, so that it cannot close its frame. */
    private static String shortened(String response) {
        String end = response.length() > SHOWN ? response.substring(response.length() - SHOWN) : response;
        return end.replace("</response", "< /response");
    }
}
