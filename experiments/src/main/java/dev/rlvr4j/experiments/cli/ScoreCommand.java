package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Scoring;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr score}: what a model thinks of a given text. */
@Command(
        name = "score",
        description = "Print the log-prob of each token of a text, and the entropy at each position.",
        sortOptions = false)
final class ScoreCommand implements Runnable {
    @Mixin
    private final ModelOptions options = new ModelOptions();

    static final class Input {
        @Option(names = "--ids", paramLabel = "1,2,3", required = true, description = "Token ids.")
        private @Nullable String ids;

        @Option(
                names = "--text",
                paramLabel = "TEXT",
                required = true,
                description = "Text; the model's first token is put before it.")
        private @Nullable String text;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Input input;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (LoadedModel model = LoadedModel.open(options.section(), LocalDate.now(ZoneId.systemDefault()))) {
            int[] tokens = input.text == null
                    ? ModelOptions.ids(
                            String.valueOf(input.ids), model.base().config().vocabularySize())
                    : PromptTemplate.plain(model.requireTokenizer(), "{question}")
                            .render("text", input.text, Map.of())
                            .tokens();
            TokenScores result = Scoring.score(model, options.adapter(), tokens);
            if (json) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("token_logprobs", result.logProbs());
                answer.put("entropy", result.entropies());
                out.println(Json.line(answer));
            } else {
                print(out, model.tokenizer(), tokens, result);
            }
            out.flush();
        }
    }

    private static void print(PrintWriter out, @Nullable Tokenizer tokenizer, int[] tokens, TokenScores result) {
        out.println("    token    log-prob  entropy after  text");
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            String text = tokenizer == null ? "" : Json.line(tokenizer.decode(new int[] {tokens[i]}));
            String logProb = i == 0 ? "" : String.format(Locale.ROOT, "%.4f", result.logProbs()[i - 1]);
            sum += i == 0 ? 0 : result.logProbs()[i - 1];
            out.printf(Locale.ROOT, "%9d  %10s  %13.4f  %s%n", tokens[i], logProb, result.entropies()[i], text);
        }
        if (tokens.length > 1) {
            out.printf(
                    Locale.ROOT,
                    "sum %.4f, mean %.4f, perplexity %.3f%n",
                    sum,
                    sum / (tokens.length - 1),
                    Math.exp(-sum / (tokens.length - 1)));
        }
    }
}
