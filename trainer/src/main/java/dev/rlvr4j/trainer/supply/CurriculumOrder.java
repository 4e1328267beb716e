package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.generators.Curriculum;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tasks of the level that a {@link Curriculum} has reached; the mean pass rate of each step's groups moves it. */
public final class CurriculumOrder implements TaskOrder, Memory {
    private static final String FILE = "curriculum.json";

    private final List<TaskSource> levels;
    private Curriculum curriculum;

    /**
     * An order at the curriculum's level.
     *
     * @param levels tasks of each level, the first of level 1, as many as the rule says
     */
    public CurriculumOrder(List<TaskSource> levels, Curriculum start) {
        this.levels = List.copyOf(levels);
        this.curriculum = start;
    }

    @Override
    public Task task(long position) {
        return TaskOrder.of(levels.get(curriculum.level() - 1)).task(position);
    }

    @Override
    public void learn(List<Group> groups, Metrics metrics) {
        metrics.mean(MetricNames.CURRICULUM_LEVEL, curriculum.level());
        curriculum = curriculum.record(
                groups.stream().mapToDouble(PassRateOrder::passRate).average().orElseThrow());
    }

    @Override
    public List<Memory> memories() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "curriculum";
    }

    @Override
    public void save(Path directory) throws IOException {
        Files.writeString(directory.resolve(FILE), curriculum.toJson());
    }

    @Override
    public void load(Path directory) throws IOException {
        curriculum = Curriculum.fromJson(curriculum.rule(), Files.readString(directory.resolve(FILE)));
    }
}
