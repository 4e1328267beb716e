package dev.rlvr4j.trainer.batch;

import dev.rlvr4j.core.model.SequenceGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a training batch into micro-batches by a token budget. A micro-batch costs its prompts padded to the longest one plus
 * its completions padded to the longest one. Sequences of similar length go together; a group that costs more than the
 * budget is cut into several that share the prompt; a single sequence above the budget goes alone. The same batch is always
 * cut the same way.
 */
public final class MicroBatches {
    private record Piece(SequenceGroup group, List<Integer> sequences, int longest) {
        int prompt() {
            return group.prompt().length;
        }

        int rows() {
            return group.completions().size();
        }
    }

    private MicroBatches() {}

    /**
     * Plans the micro-batches.
     *
     * @param skipZeroAdvantages whether sequences with zero advantage are left out
     * @param budget tokens of a micro-batch, padding included
     */
    public static List<MicroBatch> plan(TrainingBatch batch, boolean skipZeroAdvantages, int budget) {
        List<Piece> pieces = new ArrayList<>();
        int sequence = 0;
        for (SequenceGroup group : batch.groups()) {
            List<Integer> kept = new ArrayList<>();
            int first = sequence;
            for (int i = 0; i < group.completions().size(); i++, sequence++) {
                if (!skipZeroAdvantages || !batch.zeroAdvantage(sequence)) {
                    kept.add(sequence);
                }
            }
            if (!kept.isEmpty()) {
                cut(group, first, kept, budget, pieces);
            }
        }
        pieces.sort(Comparator.comparingInt((Piece p) -> -p.longest)
                .thenComparingInt(p -> -p.prompt())
                .thenComparingInt(p -> p.sequences.get(0)));
        return pack(pieces, budget);
    }

    private static void cut(SequenceGroup group, int first, List<Integer> kept, int budget, List<Piece> pieces) {
        List<Integer> rows = new ArrayList<>(kept);
        rows.sort(Comparator.comparingInt(s -> -group.completions().get(s - first).length));
        int from = 0;
        while (from < rows.size()) {
            int longest = group.completions().get(rows.get(from) - first).length;
            int fit = Math.max(1, (budget - group.prompt().length) / longest);
            List<Integer> part = rows.subList(from, Math.min(rows.size(), from + fit));
            SequenceGroup picked = group.pick(part.stream().map(s -> s - first).toList());
            pieces.add(new Piece(picked, List.copyOf(part), longest));
            from += part.size();
        }
    }

    private static List<MicroBatch> pack(List<Piece> pieces, int budget) {
        List<MicroBatch> plan = new ArrayList<>();
        List<Piece> open = new ArrayList<>();
        int rows = 0;
        int longestPrompt = 0;
        int longest = 0;
        for (Piece piece : pieces) {
            int prompt = Math.max(longestPrompt, piece.prompt());
            int completion = Math.max(longest, piece.longest);
            long cost = (long) (open.size() + 1) * prompt + (long) (rows + piece.rows()) * completion;
            if (!open.isEmpty() && cost > budget) {
                plan.add(close(open));
                open.clear();
                rows = 0;
                prompt = piece.prompt();
                completion = piece.longest;
            }
            open.add(piece);
            rows += piece.rows();
            longestPrompt = prompt;
            longest = completion;
        }
        if (!open.isEmpty()) {
            plan.add(close(open));
        }
        return plan;
    }

    private static MicroBatch close(List<Piece> pieces) {
        List<SequenceGroup> groups = pieces.stream().map(Piece::group).toList();
        int[] sequences = pieces.stream()
                .flatMap(p -> p.sequences.stream())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] offsets = new int[sequences.length + 1];
        int k = 0;
        for (Piece piece : pieces) {
            for (int i = 0; i < piece.rows(); i++) {
                offsets[k + 1] = offsets[k] + piece.group.askedTokens(i);
                k++;
            }
        }
        return new MicroBatch(groups, sequences, offsets);
    }
}
