package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Await;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * New adapter versions are published while sequences are sampled, and nothing is lost: every completion arrives, its tokens are
 * stamped without gap, with versions that rise, and sequences pinned to a version keep it to their end.
 */
final class HotSwap implements Check {
    private static final int VERSIONS = 6;
    private static final int GROUP = 8;
    private static final int LONGEST = 96;

    /**
     * Sequences under way.
     *
     * @param request what was asked for
     * @param oldest the version that was the newest when it was asked for
     * @param arrived the completions
     */
    private record Wave(SampleRequest request, AdapterVersion oldest, Future<List<List<Completion>>> arrived) {}

    /** What was seen. */
    private static final class Tally {
        int asked;
        int arrived;
        int switched;
        final List<String> wrong = new ArrayList<>();
    }

    @Override
    public String name() {
        return "hot swap under load";
    }

    @Override
    public Finding examine(SetUp setUp) {
        try (Trainee trainee = Trainee.of(setUp, "swap")) {
            List<Group> groups = trainee.sample("swap", 4);
            List<Wave> waves = new ArrayList<>();
            AdapterVersion newest = trainee.publish();
            for (int i = 0; i < VERSIONS; i++) {
                long key = CounterRandom.key(CounterRandom.key(setUp.seed(), "swap"), i);
                waves.add(wave(setUp, key, newest, null));
                waves.add(wave(setUp, key, newest, newest));
                trainee.move(groups, setUp.visibleRate());
                newest = trainee.publish();
            }
            Tally tally = new Tally();
            for (Wave wave : waves) {
                check(wave, newest, tally);
            }
            return judge(tally);
        }
    }

    private static Wave wave(SetUp setUp, long key, AdapterVersion newest, @Nullable AdapterVersion pinned) {
        var prompt = setUp.prompts().get(0);
        int longest = Math.min(LONGEST, setUp.contextLength() - prompt.tokens().length);
        SamplingParams usual = setUp.sampling();
        SamplingParams params = new SamplingParams(
                usual.temperature(), usual.topK(), usual.topP(), usual.minP(), longest, Set.of(), List.of(), true);
        SampleRequest request = new SampleRequest(prompt, GROUP, params, key, pinned);
        return new Wave(request, newest, setUp.parts().rollouts().sample(List.of(request)));
    }

    private static void check(Wave wave, AdapterVersion newest, Tally tally) {
        List<Completion> completions = Await.result(wave.arrived()).get(0);
        tally.asked += wave.request().completions();
        tally.arrived += completions.size();
        for (Completion completion : completions) {
            String wrong = wrong(completion, wave, newest);
            if (wrong != null) {
                tally.wrong.add(wrong);
            }
            tally.switched += completion.versions().size() > 1 ? 1 : 0;
        }
    }

    private static @Nullable String wrong(Completion completion, Wave wave, AdapterVersion newest) {
        int end = 0;
        long last = wave.oldest().number();
        AdapterVersion pinned = wave.request().version();
        for (VersionSpan span : completion.versions()) {
            AdapterVersion version = span.version();
            if (span.start() != end) {
                return "a gap in the versions: " + completion.versions();
            }
            if (!version.adapter().equals(newest.adapter())
                    || version.number() < last
                    || version.number() > newest.number()) {
                return "a version out of turn: " + completion.versions();
            }
            if (pinned != null && !version.equals(pinned)) {
                return "a sequence pinned to " + pinned + " was sampled by " + version;
            }
            end = span.end();
            last = version.number();
        }
        return end == wave.request().params().maxTokens() && completion.tokens().length == end
                ? null
                : "a completion of " + end + " stamped tokens of "
                        + wave.request().params().maxTokens();
    }

    private Finding judge(Tally tally) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("asked", (double) tally.asked);
        figures.put("arrived", (double) tally.arrived);
        figures.put("switched", (double) tally.switched);
        figures.put("wrong", (double) tally.wrong.size());
        String message = String.format(
                Locale.ROOT,
                "%d of %d completions arrived while %d versions were published, %d switched between two tokens, %d wrong",
                tally.arrived,
                tally.asked,
                VERSIONS,
                tally.switched,
                tally.wrong.size());
        boolean holds = tally.arrived == tally.asked && tally.wrong.isEmpty();
        String advice = tally.wrong.isEmpty()
                ? "completions are lost when adapters are swapped; report it with the recipe"
                : tally.wrong.get(0) + "; rollouts and trainer disagree about which adapter is the newest";
        return Finding.of(
                this,
                holds && tally.switched > 0,
                message,
                figures,
                tally.switched == 0 && holds
                        ? "no sequence switched: versions take effect between native calls, so lower rollout.steps_per_call"
                        : advice);
    }
}
