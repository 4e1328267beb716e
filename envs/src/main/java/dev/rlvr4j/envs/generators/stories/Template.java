package dev.rlvr4j.envs.generators.stories;

import dev.rlvr4j.envs.generators.Draws;

/**
 * A kind of word problem.
 *
 * @param steps operations that its answer takes
 * @param telling tells one with drawn names and numbers
 */
record Template(int steps, Telling telling) {
    /** Tells a problem whose numbers grow with a scale from 1. */
    @FunctionalInterface
    interface Telling {
        Story tell(Cast cast, Draws draws, int scale);
    }

    /**
     * A word problem.
     *
     * @param text ends with the question
     * @param answer a whole number, not negative
     * @param working an expression of the text's numbers whose value is the answer
     */
    record Story(String text, long answer, String working) {}
}
