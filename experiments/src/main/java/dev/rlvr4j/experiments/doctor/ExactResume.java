package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run that was saved, restored into a fresh policy and continued is the same as one that never stopped: the next step gives the
 * same bytes of state and adapter, and then the same tokens are sampled with the same log-probs.
 */
final class ExactResume implements Check {
    private static final int STEPS = 2;

    @Override
    public String name() {
        return "resume equals uninterrupted";
    }

    @Override
    public Finding examine(SetUp setUp) {
        try (Scratch scratch = new Scratch();
                Trainee straight = Trainee.of(setUp, "resume-straight");
                Trainee resumed = Trainee.of(setUp, "resume-resumed")) {
            for (int i = 0; i < STEPS; i++) {
                straight.move(straight.sample("resume-" + i, 4), setUp.visibleRate());
            }
            List<Group> groups = straight.sample("resume", 4);
            Path middle = scratch.directory("middle");
            straight.save(middle);
            resumed.load(middle);
            Path one = after(straight, groups, setUp, scratch.directory("straight"));
            Path other = after(resumed, groups, setUp, scratch.directory("resumed"));
            List<Path> different = different(one, other);
            long tokens = differentTokens(straight.sample("resume-end", 4), resumed.sample("resume-end", 4));
            boolean holds = different.isEmpty() && tokens == 0;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("files", (double) files(one).size());
            figures.put("different_files", (double) different.size());
            figures.put("different_completions", (double) tokens);
            String message = holds
                    ? String.format(
                            Locale.ROOT,
                            "after %d steps, save, restore and one step more: all %d files and all samples are the same, bit for bit",
                            STEPS,
                            files(one).size())
                    : "after save, restore and one step more, " + different.size() + " files differ " + different
                            + " and " + tokens + " completions";
            String advice = holds || repeats(straight, middle, one, groups, setUp, scratch)
                    ? "something that the next step depends on is not saved: report it with the recipe"
                    : "not even the same step taken twice from the same state gives the same bits: kernels of this device are not"
                            + " deterministic, so a resumed run is close but not the same";
            return Finding.of(this, holds, message, figures, advice);
        }
    }

    private static Path after(Trainee trainee, List<Group> groups, SetUp setUp, Path directory) {
        trainee.move(groups, setUp.visibleRate());
        trainee.save(directory);
        return directory;
    }

    private static boolean repeats(
            Trainee trainee, Path middle, Path expected, List<Group> groups, SetUp setUp, Scratch scratch) {
        trainee.load(middle);
        return different(expected, after(trainee, groups, setUp, scratch.directory("repeated")))
                .isEmpty();
    }

    private static long differentTokens(List<Group> a, List<Group> b) {
        long different = 0;
        for (int g = 0; g < a.size(); g++) {
            List<Completion> ours = a.get(g).completions();
            List<Completion> theirs = b.get(g).completions();
            for (int i = 0; i < ours.size(); i++) {
                boolean same = Arrays.equals(ours.get(i).tokens(), theirs.get(i).tokens())
                        && Arrays.equals(ours.get(i).logProbs(), theirs.get(i).logProbs());
                different += same ? 0 : 1;
            }
        }
        return different;
    }

    /** Files, relative, that are not the same in both folders. */
    private static List<Path> different(Path a, Path b) {
        List<Path> different = new ArrayList<>();
        try {
            for (Path file : files(a)) {
                Path other = b.resolve(file);
                if (!Files.exists(other) || Files.mismatch(a.resolve(file), other) >= 0) {
                    different.add(file);
                }
            }
        } catch (IOException e) {
            throw new RlvrException("saved states cannot be compared: " + e.getMessage(), e);
        }
        return different;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RlvrException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
