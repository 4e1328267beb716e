package dev.rlvr4j.envs.generators.puzzles;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shortest ways to measure every amount, by breadth-first search over the states of the jugs. */
final class JugSearch {
    /** States looked at before the search ends; amounts further away are not found. */
    private static final int MAX_STATES = 20_000;

    private final int[] capacities;
    private final List<Pour> moves = new ArrayList<>();
    private final Map<Long, Step> reached = new HashMap<>();

    /** How a state was first reached; the start has no move. */
    private record Step(long before, int move, int depth) {}

    private JugSearch(int[] capacities) {
        this.capacities = capacities;
        for (int from = 0; from < capacities.length; from++) {
            moves.add(new Pour(Pour.Kind.FILL, from, from));
            moves.add(new Pour(Pour.Kind.EMPTY, from, from));
            for (int to = 0; to < capacities.length; to++) {
                if (from != to) {
                    moves.add(new Pour(Pour.Kind.POUR, from, to));
                }
            }
        }
    }

    /** By amount, a shortest list of moves after which some jug holds it; at most {@code maxMoves} moves. */
    static Map<Integer, List<Pour>> shortest(int[] capacities, int maxMoves) {
        return new JugSearch(capacities).search(maxMoves);
    }

    private Map<Integer, List<Pour>> search(int maxMoves) {
        Map<Integer, List<Pour>> shortest = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        open.add(0L);
        reached.put(0L, new Step(0, -1, 0));
        while (!open.isEmpty()) {
            long state = open.remove();
            int depth = depth(state);
            for (int amount : water(state)) {
                if (!shortest.containsKey(amount)) {
                    shortest.put(amount, path(state));
                }
            }
            for (int move = 0; move < moves.size() && depth < maxMoves && reached.size() < MAX_STATES; move++) {
                int[] water = water(state);
                moves.get(move).apply(water, capacities);
                long next = state(water);
                if (reached.putIfAbsent(next, new Step(state, move, depth + 1)) == null) {
                    open.add(next);
                }
            }
        }
        return shortest;
    }

    private int depth(long state) {
        Step step = reached.get(state);
        return step == null ? 0 : step.depth;
    }

    private List<Pour> path(long end) {
        Deque<Pour> path = new ArrayDeque<>();
        long state = end;
        for (Step step = reached.get(state); step != null && step.move >= 0; step = reached.get(state)) {
            path.addFirst(moves.get(step.move));
            state = step.before;
        }
        return List.copyOf(path);
    }

    /** A state is the jugs' water, eight bits each. */
    private static long state(int[] water) {
        long state = 0;
        for (int i = 0; i < water.length; i++) {
            state |= (long) water[i] << (8 * i);
        }
        return state;
    }

    private int[] water(long state) {
        int[] water = new int[capacities.length];
        for (int i = 0; i < water.length; i++) {
            water[i] = (int) ((state >> (8 * i)) & 255);
        }
        return water;
    }
}
