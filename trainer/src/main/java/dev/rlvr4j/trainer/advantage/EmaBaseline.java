package dev.rlvr4j.trainer.advantage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.checkpoint.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * R minus a baseline that moves from step to step (Williams 1992): after a step, baseline = decay baseline + (1 - decay) mean
 * reward. The first step's mean is its own baseline. It compares a completion with the past instead of with its group, so
 * groups without spread teach too.
 *
 * @param decay in [0, 1)
 */
public record EmaBaseline(double decay) implements Advantage {
    public EmaBaseline {
        if (!(decay >= 0 && decay < 1)) {
            throw new InputException("decay must be in [0, 1), but is " + decay);
        }
    }

    /** The advantages of a first step. */
    @Override
    public List<double[]> of(List<Group> groups) {
        return start().of(groups);
    }

    @Override
    public Advantage start() {
        return new Moving(decay);
    }

    private static final class Moving implements Advantage, Memory {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final String FILE = "baseline.json";

        private final double decay;
        private @Nullable Double baseline;

        Moving(double decay) {
            this.decay = decay;
        }

        @Override
        public List<double[]> of(List<Group> groups) {
            double mean = StatUtils.mean(GroupRewards.all(groups));
            double before = baseline == null ? mean : baseline;
            baseline = decay * before + (1 - decay) * mean;
            return groups.stream()
                    .map(g -> GroupRewards.centred(g.rewards(), before, 1))
                    .toList();
        }

        @Override
        public String name() {
            return "ema-baseline";
        }

        @Override
        public void save(Path directory) throws IOException {
            JSON.writeValue(directory.resolve(FILE).toFile(), baseline);
        }

        @Override
        public void load(Path directory) throws IOException {
            Path file = directory.resolve(FILE);
            try {
                baseline = JSON.readValue(file.toFile(), Double.class);
            } catch (IOException e) {
                throw new InputException("cannot read the baseline in " + file + " (" + e.getMessage() + ")", e);
            }
        }
    }
}
