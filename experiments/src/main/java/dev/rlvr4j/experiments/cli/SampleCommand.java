package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Tasks;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Await;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr sample}: continuations of a prompt, or a chat in the terminal. */
@Command(name = "sample", description = "Continue a prompt, or chat with a model in the terminal.", sortOptions = false)
final class SampleCommand implements Runnable {
    private static final int DEFAULT_MAX_NEW = 128;

    @Mixin
    private final ModelOptions options = new ModelOptions();

    static final class Input {
        @Option(names = "--ids", paramLabel = "1,2,3", required = true, description = "Prompt as token ids.")
        private @Nullable String ids;

        @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "Prompt as text.")
        private @Nullable String prompt;

        @Option(
                names = "--chat",
                required = true,
                description = "Read prompts from the terminal, one a line; with a chat template, as one conversation.")
        private boolean chat;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Input input;

    @Option(
            names = "--max-new",
            paramLabel = "N",
            description = "Most tokens of an answer (128, or what the context leaves).")
    private @Nullable Integer maxNew;

    @Option(names = "--greedy", description = "Take the most likely token each time.")
    private boolean greedy;

    @Option(names = "--temperature", paramLabel = "X", description = "Divides the logits (${DEFAULT-VALUE}).")
    private double temperature = 1;

    @Option(names = "--top-k", paramLabel = "K", description = "Keep the K most likely tokens; 0 keeps all.")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Keep the likeliest tokens of this probability.")
    private double topP = 1;

    @Option(names = "--min-p", paramLabel = "P", description = "Keep tokens of this share of the likeliest one's.")
    private double minP;

    @Option(names = "--stop", paramLabel = "TEXT", description = "A text that ends an answer. May be repeated.")
    private List<String> stop = new ArrayList<>();

    @Option(names = "--ignore-eos", description = "Go on after the model's end token.")
    private boolean ignoreEos;

    @Option(names = "--n", paramLabel = "N", description = "Number of answers (${DEFAULT-VALUE}).")
    private int n = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the noise (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (n < 1) {
            throw new InputException("--n must be at least 1, but is " + n);
        }
        RolloutSettings defaults = RolloutSettings.defaults();
        RolloutSettings one = new RolloutSettings(
                1,
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                (int) Math.min((long) n * (1 + options.adapters().size()), defaults.maxRows()),
                defaults.kvCacheBytes(),
                defaults.stepsPerCall(),
                1,
                0);
        try (LoadedModel model = LoadedModel.open(options.section(), LocalDate.now(ZoneId.systemDefault()));
                Workers workers = Workers.start(model, one)) {
            boolean several = options.adapters().size() > 1 && !input.chat;
            if (!several) {
                workers.publish(model, options.adapter());
            }
            PrintWriter out = spec.commandLine().getOut();
            if (several) {
                sideBySide(out, model, workers);
            } else if (input.chat) {
                new ChatSession(
                                model,
                                workers,
                                template(model, options.builtIn()),
                                prompt -> params(model, prompt),
                                seed,
                                out,
                                spec.commandLine().getErr())
                        .run();
            } else {
                Prompt prompt = prompt(model);
                print(out, model, workers.sample(new SampleRequest(prompt, n, params(model, prompt), seed, null)));
            }
            out.flush();
        }
    }

    /** The answers of the base and of each adapter, sampled in one batch. */
    private void sideBySide(PrintWriter out, LoadedModel model, Workers workers) {
        Prompt prompt = prompt(model);
        SampleRequest base = new SampleRequest(prompt, n, params(model, prompt), seed, AdapterVersion.BASE);
        List<SampleRequest> requests = new ArrayList<>(List.of(base));
        for (Path adapter : options.adapters()) {
            workers.publish(model, adapter);
            requests.add(new SampleRequest(prompt, n, base.params(), seed, null).following(adapter.toString()));
        }
        List<List<Completion>> answers = Await.result(workers.pool().sample(requests));
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            String adapter = requests.get(i).adapter();
            String name = adapter == null ? AdapterVersion.BASE.adapter() : adapter;
            all.put(name, answers(model, answers.get(i)));
            if (!json) {
                out.println((i == 0 ? "" : "\n") + "--- " + name);
                print(out, model, answers.get(i));
            }
        }
        if (json) {
            out.println(Json.line(all));
        }
    }

    private SamplingParams params(LoadedModel model, Prompt prompt) {
        int room = model.base().config().contextLength() - prompt.tokens().length;
        int most = maxNew != null ? maxNew : Math.max(1, Math.min(DEFAULT_MAX_NEW, room));
        return new SamplingParams(greedy ? 0 : temperature, topK, topP, minP, most, Set.of(), stop, ignoreEos);
    }

    private Prompt prompt(LoadedModel model) {
        if (input.prompt == null) {
            int[] ids = ModelOptions.ids(
                    String.valueOf(input.ids), model.base().config().vocabularySize());
            return new Prompt("prompt", "", ids);
        }
        return template(model, options.builtIn()).render("prompt", input.prompt, Map.of());
    }

    /** The built-in model answers in the form it was made with; others get the text, in their chat template if any. */
    private static PromptTemplate template(LoadedModel model, boolean builtIn) {
        Tokenizer tokenizer = model.requireTokenizer();
        if (builtIn) {
            return Tasks.template(
                    Recipe.reader().builtIn(Recipe.BUILT_IN).read().prompt(), tokenizer);
        }
        return tokenizer
                .chatTemplate()
                .map(chat -> PromptTemplate.chat(tokenizer, chat, null, "{question}"))
                .orElseGet(() -> PromptTemplate.plain(tokenizer, "{question}"));
    }

    private void print(PrintWriter out, LoadedModel model, List<Completion> completions) {
        boolean text = model.tokenizer() != null;
        if (!json) {
            for (Completion completion : completions) {
                out.println(text ? completion.text() : Json.line(completion.tokens()));
            }
            return;
        }
        out.println(Json.line(answers(model, completions)));
    }

    private Map<String, Object> answers(LoadedModel model, List<Completion> completions) {
        boolean text = model.tokenizer() != null;
        List<Map<String, Object>> answers = new ArrayList<>();
        for (Completion completion : completions) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("tokens", completion.tokens());
            if (text) {
                answer.put("text", completion.text());
            }
            answers.add(answer);
        }
        return n == 1 ? answers.get(0) : Map.of("completions", answers);
    }
}
