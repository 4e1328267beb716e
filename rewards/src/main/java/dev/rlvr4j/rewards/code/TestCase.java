package dev.rlvr4j.rewards.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One test of a program: the program to run, and what tells that the test passed. */
sealed interface TestCase {
    /** The program with the code under test in it. */
    Program program(Language language, String code);

    /** Whether the run passed. */
    boolean passed(Run run);

    /** What was expected, for the reason. */
    String expected();

    /** Reads input and output: {@code {"input": "2 3", "output": "5"}}. */
    record InputOutput(String input, String expected) implements TestCase {
        @Override
        public Program program(Language language, String code) {
            return language.program(code, input);
        }

        @Override
        public boolean passed(Run run) {
            return run.succeeded() && lines(run.output()).equals(lines(expected));
        }
    }

    /** Evaluates an expression: {@code {"call": "add(2, 3)", "result": "5"}}; the result is compared as the language prints it. */
    record Call(String call, String expected) implements TestCase {
        @Override
        public Program program(Language language, String code) {
            return language.program(code + "\n" + language.printing(call) + "\n", "");
        }

        @Override
        public boolean passed(Run run) {
            List<String> printed = lines(run.output());
            return run.succeeded()
                    && !printed.isEmpty()
                    && printed.get(printed.size() - 1).equals(expected.strip());
        }
    }

    /** Runs statements behind the code; they pass where the last line is reached, which prints a word drawn for this run. */
    record Statements(String statements, String word) implements TestCase {
        @Override
        public Program program(Language language, String code) {
            return language.program(code + "\n\n" + statements + "\nprint('" + word + "')\n", "");
        }

        @Override
        public boolean passed(Run run) {
            return run.succeeded() && run.output().strip().endsWith(word);
        }

        @Override
        public String expected() {
            return "no failing statement";
        }
    }

    /** Reads a JSON array of tests, or else statements. */
    static List<TestCase> read(String text) {
        if (text.isBlank()) {
            throw new InputException("there are no tests");
        }
        if (!text.strip().startsWith("[")) {
            // not the run's randomness: a word that code cannot have learnt, and that no result depends on
            return List.of(new Statements(text, UUID.randomUUID().toString()));
        }
        JsonNode array;
        try {
            array = new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new InputException("the tests are not JSON: " + e.getOriginalMessage(), e);
        }
        List<TestCase> tests = new ArrayList<>();
        for (JsonNode test : array) {
            if (test.path("input").isTextual() && test.path("output").isTextual()) {
                tests.add(new InputOutput(
                        test.path("input").asText(), test.path("output").asText()));
            } else if (test.path("call").isTextual() && test.path("result").isTextual()) {
                tests.add(
                        new Call(test.path("call").asText(), test.path("result").asText()));
            } else {
                throw new InputException("a test must have the texts input and output, or call and result, but is "
                        + Verdict.quote(test.toString()));
            }
        }
        if (tests.isEmpty()) {
            throw new InputException("there are no tests");
        }
        return tests;
    }

    /** Lines without what is blank at their ends, and without blank lines at the end. */
    private static List<String> lines(String text) {
        return text.stripTrailing().lines().map(String::stripTrailing).toList();
    }
}
