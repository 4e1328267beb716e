package dev.rlvr4j.envs.generators.stories;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Generator {@code gsm_symbolic}: word problems in the manner of GSM8K, made of templates with drawn names and numbers (the idea
 * of Mirzadeh et al. 2024, "GSM-Symbolic"; the templates are our own). Size: steps of the answer, and a tenth for each scale.
 */
public final class GsmSymbolic implements Generator<GsmSymbolic.Settings> {
    private static final int LEAST_STEPS = 2;
    private static final int MOST_STEPS = 6;
    private static final List<Template> TEMPLATES =
            Stream.concat(ShortStories.ALL.stream(), LongStories.ALL.stream()).toList();

    /**
     * Which stories.
     *
     * @param minSteps fewest operations of an answer
     * @param maxSteps most operations of an answer
     * @param scale how large the numbers are, from 1
     */
    public record Settings(int minSteps, int maxSteps, int scale) {
        public Settings {
            Bounds.range("steps", minSteps, maxSteps, LEAST_STEPS, MOST_STEPS);
            Bounds.within("scale", scale, 1, 1_000);
        }
    }

    @Override
    public String name() {
        return "gsm_symbolic";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 1),
                new Settings(2, 3, 1),
                new Settings(3, 4, 2),
                new Settings(4, 5, 3),
                new Settings(5, 6, 5));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        List<Template> fitting = TEMPLATES.stream()
                .filter(t -> t.steps() >= settings.minSteps && t.steps() <= settings.maxSteps)
                .toList();
        Template template = draws.of(fitting);
        Template.Story story = template.telling().tell(Cast.drawn(draws), draws, settings.scale);
        if (story.answer() < 0) {
            throw new RlvrException("a story has a negative answer: " + story.text());
        }
        return new Item(
                story.text(),
                Long.toString(story.answer()),
                template.steps() + settings.scale / 10.0,
                Map.of("working", story.working()));
    }
}
