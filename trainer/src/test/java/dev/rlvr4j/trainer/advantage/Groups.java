package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Scored groups for tests. */
final class Groups {
    private Groups() {}

    static Group of(double... rewards) {
        int[] ones = new int[rewards.length];
        Arrays.fill(ones, 1);
        return of(ones, rewards);
    }

    /** Completions of given lengths. */
    static Group of(int[] lengths, double... rewards) {
        return scored(
                lengths, Arrays.stream(rewards).mapToObj(r -> Score.of(r, "")).toList());
    }

    /** Completions of one token, scored by parts; the value is not theirs to read. */
    static Group ofParts(List<Map<String, Double>> parts) {
        int[] ones = new int[parts.size()];
        Arrays.fill(ones, 1);
        return scored(ones, parts.stream().map(p -> new Score(-7, p, "")).toList());
    }

    private static Group scored(int[] lengths, List<Score> scores) {
        return new Group(
                new Prompt("t", "", new int[] {1}),
                IntStream.of(lengths).mapToObj(Groups::completion).toList(),
                scores);
    }

    private static Completion completion(int length) {
        return new Completion(
                new int[length],
                new float[length],
                FinishReason.STOP,
                List.of(new VersionSpan(0, length, AdapterVersion.BASE)),
                "");
    }
}
