package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Generator {@code leg_counting}: the legs of some animals together. Size: kinds of animals and digits of their counts. */
public final class LegCounting implements Generator<LegCounting.Settings> {
    private record Animal(String one, String many, int legs) {}

    private static final List<Animal> ANIMALS = List.of(
            new Animal("snail", "snails", 0),
            new Animal("snake", "snakes", 0),
            new Animal("hen", "hens", 2),
            new Animal("goose", "geese", 2),
            new Animal("ostrich", "ostriches", 2),
            new Animal("owl", "owls", 2),
            new Animal("cow", "cows", 4),
            new Animal("horse", "horses", 4),
            new Animal("cat", "cats", 4),
            new Animal("frog", "frogs", 4),
            new Animal("tortoise", "tortoises", 4),
            new Animal("mouse", "mice", 4),
            new Animal("bee", "bees", 6),
            new Animal("ant", "ants", 6),
            new Animal("beetle", "beetles", 6),
            new Animal("moth", "moths", 6),
            new Animal("spider", "spiders", 8),
            new Animal("scorpion", "scorpions", 8),
            new Animal("crab", "crabs", 10),
            new Animal("lobster", "lobsters", 10));

    /**
     * Which animals.
     *
     * @param minKinds fewest kinds of animals
     * @param maxKinds most kinds of animals
     * @param maxEach most animals of a kind
     */
    public record Settings(int minKinds, int maxKinds, int maxEach) {
        public Settings {
            Bounds.range("kinds", minKinds, maxKinds, 2, ANIMALS.size());
            Bounds.within("max_each", maxEach, 1, 1_000_000);
        }
    }

    @Override
    public String name() {
        return "leg_counting";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 3, 9),
                new Settings(3, 5, 15),
                new Settings(5, 8, 60),
                new Settings(8, 12, 200),
                new Settings(10, 20, 1_024));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        List<String> herd = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        long legs = 0;
        int size = 0;
        for (Animal animal : draws.sample(ANIMALS, draws.between(settings.minKinds, settings.maxKinds))) {
            long count = draws.between(1L, settings.maxEach);
            herd.add(count + " " + (count == 1 ? animal.one : animal.many));
            long more = count * animal.legs;
            steps.add(count + "*" + animal.legs + "=" + more);
            if (steps.size() > 1) {
                steps.add(legs + "+" + more + "=" + (legs + more));
            }
            legs += more;
            size += 1 + Long.toString(count).length();
        }
        String last = herd.remove(herd.size() - 1);
        return new Item(
                "How many legs do " + String.join(", ", herd) + " and " + last + " have together?",
                Long.toString(legs),
                size,
                Map.of("working", String.join(";", steps)));
    }
}
