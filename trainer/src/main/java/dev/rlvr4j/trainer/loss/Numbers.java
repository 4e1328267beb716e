package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A few numbers in a file of a checkpoint, a line each, exact to the bit. */
final class Numbers {
    private static final String FILE = "numbers.txt";

    private Numbers() {}

    static void write(Path directory, double... numbers) throws IOException {
        Files.write(
                directory.resolve(FILE),
                Arrays.stream(numbers).mapToObj(Double::toHexString).toList());
    }

    static double[] read(Path directory, int count) throws IOException {
        Path file = directory.resolve(FILE);
        List<String> lines = Files.readAllLines(file);
        try {
            double[] numbers = lines.stream().mapToDouble(Double::parseDouble).toArray();
            if (numbers.length == count) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw new InputException(file + " is damaged: " + e.getMessage(), e);
        }
        throw new InputException(file + " is damaged: it must have " + count + " lines, but has " + lines.size());
    }
}
