package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.Completion;
import java.util.List;

/** What the pool tells a worker over the event bus, by reference. */
sealed interface WorkerMessage {
    /** Do these requests. Answered by an {@link Answer} once all are done, failed or cancelled. */
    record Sample(long call, List<SampleRequest> requests) implements WorkerMessage {
        public Sample {
            requests = List.copyOf(requests);
        }
    }

    /** Drop a call. Not answered itself; the call is. */
    record Cancel(long call) implements WorkerMessage {}

    /** There is a newer adapter version. Answered by {@link Done} once all further tokens are from it. */
    record Adopt() implements WorkerMessage {}

    /** Forget what came before, but for the adapter versions. Answered by {@link Done}, or {@link Failed} while there are calls. */
    record Settle() implements WorkerMessage {}

    /** What a worker answers. */
    sealed interface Answer {}

    /** The completions of a call: a list per request of its G completions. */
    record Sampled(List<List<Completion>> completions) implements Answer {}

    /** A message was obeyed and there is nothing to tell. */
    record Done() implements Answer {}

    /** A message was not obeyed. */
    record Failed(Throwable cause) implements Answer {}
}
