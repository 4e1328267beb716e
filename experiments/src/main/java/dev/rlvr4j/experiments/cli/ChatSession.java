package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.text.ChatMessage;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A conversation in the terminal: a line from the user, an answer of the model, until the input ends. */
final class ChatSession {
    private final LoadedModel model;
    private final Workers workers;
    private final PromptTemplate single;
    private final Function<Prompt, SamplingParams> params;
    private final long seed;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<ChatMessage> messages = new ArrayList<>();

    /** @param single the prompt of a line where there is no chat template, and so no conversation */
    ChatSession(
            LoadedModel model,
            Workers workers,
            PromptTemplate single,
            Function<Prompt, SamplingParams> params,
            long seed,
            PrintWriter out,
            PrintWriter err) {
        this.model = model;
        this.workers = workers;
        this.single = single;
        this.params = params;
        this.seed = seed;
        this.out = out;
        this.err = err;
    }

    void run() {
        Tokenizer tokenizer = model.requireTokenizer();
        ChatTemplate template = tokenizer.chatTemplate().orElse(null);
        err.println(
                template == null
                        ? "no chat template: each line is a prompt of its own; an empty line ends"
                        : "an empty line ends the conversation");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (int turn = 0; ; turn++) {
            err.print("> ");
            err.flush();
            String line = readLine(in);
            if (line.isBlank()) {
                return;
            }
            messages.add(new ChatMessage("user", line));
            Prompt prompt = template == null
                    ? single.render("chat", line, Map.of())
                    : PromptTemplate.plain(tokenizer, "{question}")
                            .render("chat", template.render(messages, true), Map.of());
            Completion answer;
            try {
                answer = workers.sample(
                                new SampleRequest(prompt, 1, params.apply(prompt), CounterRandom.key(seed, turn), null))
                        .get(0);
            } catch (InputException e) {
                err.println("rlvr: " + e.getMessage());
                messages.remove(messages.size() - 1);
                continue;
            }
            messages.add(new ChatMessage("assistant", answer.text()));
            out.println(answer.text());
            out.flush();
        }
    }

    private static String readLine(BufferedReader in) {
        try {
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new RlvrException("the terminal cannot be read: " + e.getMessage(), e);
        }
    }
}
