package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.GuessTheNumber;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.experiments.run.Digest;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.experiments.run.RunRecorder;
import dev.rlvr4j.trainer.Examples;
import dev.rlvr4j.trainer.RunPlan;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.SftLoop;
import dev.rlvr4j.trainer.SftSettings;
import dev.rlvr4j.trainer.TrainingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a tiny model from nothing, by supervised training on solutions and games, as a Hugging Face directory. */
public final class PretrainRun {
    private PretrainRun() {}

    /**
     * Trains into a folder.
     *
     * @param modelDirectory where the model is written
     * @param resume whether to go on from the folder's newest checkpoint
     */
    public static RunSummary run(
            PretrainRecipe recipe, RunFolder folder, Path modelDirectory, boolean resume, Progress progress) {
        String yaml = recipe.toYaml();
        if (!resume) {
            RunFolder.write(folder.config(), yaml);
        }
        Torch.prepareThread(0);
        Tokenizer tokenizer = Tokenizers.ascii();
        Examples examples = examples(recipe, tokenizer);
        long weights = CounterRandom.key(recipe.seed(), "weights");
        PretrainRecipe.Training training = recipe.training();
        try (BaseModel fresh =
                        BaseModel.random(recipe.shape().config(), weights, Torch.device("cpu"), Precision.FLOAT32);
                TransformerPolicy policy =
                        new TransformerPolicy(fresh, new FullFineTuning(), "pretraining", weights, false)) {
            RunSummary summary;
            try (RunRecorder recorder = new RunRecorder(folder, "pretraining", 0, progress);
                    TrainingClient client = new TrainingClient(
                            policy,
                            null,
                            recipe.optimizer().settings(),
                            training.microBatchTokens(),
                            () -> Torch.prepareThread(0))) {
                summary = new SftLoop(
                                client,
                                examples,
                                new SftSettings(training.examplesPerStep(), false),
                                new RunPlan(
                                        training.steps(),
                                        recipe.seed(),
                                        folder.checkpoints(),
                                        training.checkpointEvery(),
                                        training.keepCheckpoints(),
                                        resume,
                                        Digest.of(yaml)),
                                null,
                                recorder)
                        .run();
            }
            save(policy, modelDirectory);
            return summary;
        }
    }

    /**
     * The text that is learnt.
     *
     * @throws InputException if nobody knows how to solve the recipe's tasks
     */
    static Examples examples(PretrainRecipe recipe, Tokenizer tokenizer) {
        Environment environment = recipe.environment().open();
        PromptTemplate template = Tasks.template(recipe.prompt(), tokenizer);
        if (environment instanceof GuessTheNumber game) {
            TurnTokens turnTokens = Prompts.turnTokens(recipe.prompt(), tokenizer);
            return new PlayedExamples(game, template, turnTokens, tokenizer, recipe.corpus(), recipe.seed());
        }
        if (environment instanceof Episodes) {
            throw new InputException("there is no player of '"
                    + recipe.environment().title() + "' whose games could be learnt; take another environment");
        }
        return new WorkedExamples(environment.train(), template, tokenizer, recipe.corpus(), recipe.seed());
    }

    private static void save(TransformerPolicy policy, Path directory) {
        try {
            Files.createDirectories(directory);
            policy.saveAdapter(directory);
            Tokenizers.writeAscii(directory);
        } catch (IOException e) {
            throw new RlvrException("the model cannot be written to " + directory + ": " + e, e);
        }
    }
}
