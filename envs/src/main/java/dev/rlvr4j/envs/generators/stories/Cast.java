package dev.rlvr4j.envs.generators.stories;

import dev.rlvr4j.envs.generators.Draws;
import java.util.List;

/**
 * Who and what a story is about.
 *
 * @param name a person
 * @param other another person
 * @param fruit things that are picked and sold, many of them
 * @param thing things that are collected, many of them
 * @param shop a kind of shop
 */
record Cast(String name, String other, String fruit, String thing, String shop) {
    private static final List<String> NAMES = List.of(
            "Amara", "Boris", "Chen", "Dalia", "Emil", "Farah", "Goran", "Hilde", "Imani", "Jonas", "Kira", "Lars",
            "Maya", "Nils", "Oksana", "Paolo", "Quinn", "Rosa", "Sami", "Tara", "Umar", "Vera", "Wanda", "Yusuf",
            "Zoe");
    private static final List<String> FRUITS =
            List.of("apples", "pears", "plums", "lemons", "melons", "peaches", "oranges", "figs");
    private static final List<String> THINGS =
            List.of("stamps", "marbles", "shells", "cards", "coins", "stickers", "buttons", "badges");
    private static final List<String> SHOPS = List.of("bakery", "book shop", "garden shop", "toy shop", "tea house");

    static Cast drawn(Draws draws) {
        List<String> names = draws.sample(NAMES, 2);
        return new Cast(names.get(0), names.get(1), draws.of(FRUITS), draws.of(THINGS), draws.of(SHOPS));
    }
}
