package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.loop.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A saved training state whose trained tensors are read and moved, one tensor in memory at a time.
 *
 * @param directory where a training client saved it
 * @param trained names of the trained tensors
 */
record State(Path directory, List<String> trained) {
    private static final String SUFFIX = ".safetensors";
    /** Stands for the size of a tensor that is all zero, or so near that only a standstill step can have moved it. */
    private static final double UNIT = 0.1;

    private static final double NOTHING = 1e-20;

    /**
     * Random signs, times a share of the root mean square of each tensor.
     *
     * @param seed key of the signs
     * @param share of the tensor's size
     */
    record Direction(long seed, double share) {
        double scale(float[] values) {
            double squares = 0;
            for (float v : values) {
                squares += (double) v * v;
            }
            double size = Math.sqrt(squares / values.length);
            return share * (size > NOTHING ? size : UNIT);
        }

        boolean positive(String tensor, int index) {
            return (CounterRandom.bits(CounterRandom.key(seed, tensor), index) & 1) == 0;
        }
    }

    /** This state moved along a direction, by so many times its length, in another folder. */
    State moved(Direction direction, double by, Path target) {
        Path file = file();
        Path moved = target.resolve(directory.relativize(file).toString());
        try (Safetensors in = Safetensors.open(file)) {
            copyTo(target);
            List<OutTensor> out = new ArrayList<>();
            in.entries().forEach((name, entry) -> {
                if (trained.contains(name)) {
                    out.add(OutTensor.of(name, entry.shape(), moved(name, in.floats(name), direction, by)));
                } else {
                    out.add(new OutTensor(name, entry.dtype(), entry.shape(), () -> in.chunks(name)));
                }
            });
            SafetensorsWriter.write(moved, in.metadata(), out);
        }
        return new State(target, trained);
    }

    private static float[] moved(String name, float[] values, Direction direction, double by) {
        float step = (float) (by * direction.scale(values));
        for (int i = 0; i < values.length; i++) {
            values[i] += direction.positive(name, i) ? step : -step;
        }
        return values;
    }

    /** The product of a direction from here with the difference of two states, b - a. */
    double along(Direction direction, State a, State b) {
        double product = 0;
        try (Safetensors here = Safetensors.open(file());
                Safetensors from = Safetensors.open(a.file());
                Safetensors to = Safetensors.open(b.file())) {
            for (String name : trained) {
                float[] before = from.floats(name);
                float[] after = to.floats(name);
                double sum = 0;
                for (int i = 0; i < before.length; i++) {
                    double d = (double) after[i] - before[i];
                    sum += direction.positive(name, i) ? d : -d;
                }
                product += direction.scale(here.floats(name)) * sum;
            }
        }
        return product;
    }

    /** L2 norm of the trained tensors. */
    double norm() {
        double squares = 0;
        try (Safetensors here = Safetensors.open(file())) {
            for (String name : trained) {
                for (float v : here.floats(name)) {
                    squares += (double) v * v;
                }
            }
        }
        return Math.sqrt(squares);
    }

    private Path file() {
        Path state = directory.resolve("state");
        try (Stream<Path> list = Files.list(state)) {
            return list.filter(f -> f.toString().endsWith(SUFFIX)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new RlvrException("cannot list " + state + ": " + e.getMessage(), e);
        }
    }

    private void copyTo(Path target) {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path source : walk.toList()) {
                Path copy = target.resolve(directory.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(copy);
                } else if (!source.equals(file())) {
                    Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new RlvrException("cannot copy " + directory + ": " + e.getMessage(), e);
        }
    }
}
