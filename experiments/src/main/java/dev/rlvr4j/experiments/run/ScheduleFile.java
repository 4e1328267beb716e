package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rollout.TurnSchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of an asynchronous run in its folder. A resumed run first follows what it had written after its checkpoint, or
 * else the schedule of another run that it is to repeat.
 */
public final class ScheduleFile implements AutoCloseable {
    private static final String RUN = "run ";

    private final Path path;
    private final TurnSchedule schedule;
    private final String run;
    private final @Nullable Path repeated;
    private @Nullable AppendedFile file;

    /**
     * A schedule to be written.
     *
     * @param schedule of the pool
     * @param run a digest of the recipe, without what is to be repeated
     * @param repeated the file whose turns are followed; null for none
     */
    public ScheduleFile(Path path, TurnSchedule schedule, String run, @Nullable Path repeated) {
        this.path = path;
        this.schedule = schedule;
        this.run = run;
        this.repeated = repeated;
    }

    /**
     * Begins, or goes on after a checkpoint.
     *
     * @param step steps done
     * @param length bytes that belong to them
     */
    void begin(int step, long length) {
        List<String> follow = repeated == null ? tail(length) : TurnSchedule.after(read(repeated), step);
        AppendedFile opened = new AppendedFile(path, length);
        file = opened;
        if (length == 0) {
            opened.append(line(RUN + run));
        }
        schedule.begin(written -> opened.append(line(written)), length == 0, follow);
    }

    long flushedLength() {
        return file == null ? 0 : file.flushedLength();
    }

    /** What was written after a checkpoint; an unfinished last line, left by a killed process, is passed over. */
    private List<String> tail(long length) {
        if (!Files.exists(path)) {
            return List.of();
        }
        try {
            byte[] all = Files.readAllBytes(path);
            int from = (int) Math.min(length, all.length);
            List<String> lines = lines(new String(all, from, all.length - from, StandardCharsets.UTF_8));
            return lines.stream().filter(line -> !line.startsWith(RUN)).toList();
        } catch (IOException e) {
            throw new InputException("the schedule " + path + " cannot be read: " + RunFolder.reason(e), e);
        }
    }

    private List<String> read(Path other) {
        try {
            List<String> lines = lines(Files.readString(other));
            if (lines.isEmpty() || !lines.get(0).equals(RUN + run)) {
                throw new InputException("the schedule " + other
                        + " is of a run with another recipe (its settings but for async.schedule, or its seed, differ);"
                        + " take that run's config.yaml");
            }
            return lines.subList(1, lines.size());
        } catch (IOException e) {
            throw new InputException(
                    "the schedule " + other + " (async.schedule) cannot be read: " + RunFolder.reason(e), e);
        }
    }

    private static List<String> lines(String text) {
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
