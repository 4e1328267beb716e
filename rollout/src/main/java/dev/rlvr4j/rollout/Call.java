package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.Completion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link WorkerMessage.Sample} at a worker: what has come back of it so far, and whom to answer, once. */
final class Call {
    final long id;
    /** What a schedule calls it. */
    final String name;

    final List<SampleRequest> requests;

    /** How often the sampler failed while it had this call. */
    int failures;

    private final List<@Nullable Completion[]> completions = new ArrayList<>();
    private int missing;
    private final Consumer<WorkerMessage.Answer> answer;
    private boolean answered;

    Call(WorkerMessage.Sample message, String name, Consumer<WorkerMessage.Answer> answer) {
        this.id = message.call();
        this.name = name;
        this.requests = message.requests();
        this.answer = answer;
        for (SampleRequest request : requests) {
            completions.add(new Completion[request.completions()]);
            missing += request.completions();
        }
    }

    /** Takes a completion. One that came before, from a sampler that has failed since, is kept instead. */
    void put(int request, int index, Completion completion) {
        if (completions.get(request)[index] == null) {
            completions.get(request)[index] = completion;
            missing--;
        }
    }

    boolean complete() {
        return missing == 0;
    }

    /** Whether all G completions of a request are there. */
    boolean complete(int request) {
        return Arrays.stream(completions.get(request)).allMatch(completion -> completion != null);
    }

    /** Answers with all completions. */
    void succeed() {
        answer(new WorkerMessage.Sampled(
                completions.stream().map(group -> List.of(group)).toList()));
    }

    void fail(Throwable cause) {
        answer(new WorkerMessage.Failed(cause));
    }

    private void answer(WorkerMessage.Answer value) {
        if (!answered) {
            answered = true;
            answer.accept(value);
        }
    }
}
