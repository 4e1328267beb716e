package dev.rlvr4j.experiments.collect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.VersionSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which tokens of a response are learnt, as rows have it: spans {@code [start, end)} in order, {@code [[0, 12], [15, 40]]}. */
final class LossSpans {
    private LossSpans() {}

    /** The first tokens that the model sampled in a completion, so many of them. */
    static List<List<Integer>> of(Completion completion, int learnt) {
        List<List<Integer>> spans = new ArrayList<>();
        int left = learnt;
        for (VersionSpan span : completion.versions()) {
            int end = Math.min(span.end(), span.start() + left);
            if (end == span.start()) {
                break;
            }
            left -= end - span.start();
            int last = spans.size() - 1;
            if (last >= 0 && spans.get(last).get(1) == span.start()) { // the adapter was swapped within a turn
                spans.set(last, List.of(spans.get(last).get(0), end));
            } else {
                spans.add(List.of(span.start(), end));
            }
        }
        return spans;
    }

    /**
     * The mask that spans stand for, up to the end of the last one: nothing behind it needs to be computed.
     *
     * @param length tokens of the response
     * @param where the row, for errors
     * @throws InputException if they are no spans, are out of order or outside the response, or hold nothing
     */
    static boolean[] mask(JsonNode spans, int length, String where) {
        int end = 0;
        boolean[] mask = new boolean[length];
        for (JsonNode span : spans) {
            int from = bound(span, 0);
            int to = bound(span, 1);
            if (span.size() != 2 || from < end || to <= from || to > length) {
                throw wrong(spans, length, where);
            }
            Arrays.fill(mask, from, to, true);
            end = to;
        }
        if (end == 0) {
            throw wrong(spans, length, where);
        }
        return Arrays.copyOf(mask, end);
    }

    private static int bound(JsonNode span, int index) {
        JsonNode value = span.path(index);
        return value.isInt() ? value.intValue() : -1;
    }

    private static InputException wrong(JsonNode spans, int length, String where) {
        return new InputException(where
                + ": loss_spans must be pairs of first token and token behind the last, in order and"
                + " within the response's " + length + " tokens, such as [[0, " + length + "]], but is " + spans);
    }
}
