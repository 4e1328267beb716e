package dev.rlvr4j.envs.generators.puzzles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Procedural;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogicPuzzlesTest {
    private static List<Task> tasks(String generator, int count) {
        return IntStream.rangeClosed(1, 5)
                .boxed()
                .flatMap(level -> Procedural.tasks(generator, level, count).stream())
                .toList();
    }

    @Test
    void swappingAnyRoleIsWrong() {
        for (Task task : tasks("knights_knaves", 30)) {
            String[] roles = task.reference().split(", ");
            for (int i = 0; i < roles.length; i++) {
                String[] swapped = roles.clone();
                swapped[i] = roles[i].endsWith("knight")
                        ? roles[i].replace("knight", "knave")
                        : roles[i].replace("knave", "knight");
                assertThat(Procedural.accepts(task, String.join(", ", swapped))).isFalse();
                assertThat(Procedural.accepts(task, task.reference() + ", " + swapped[i]))
                        .isFalse();
            }
        }
    }

    @Test
    void rolesAreOnePerPersonAndNothingElse() {
        Task task = Procedural.task("knights_knaves", "?", "Ada knight, Bo knave", "people", "Ada Bo");
        assertThat(List.of("Ada knight, Bo knave", "Bo is a knave and Ada is a knight.", "ada: knight; bo: knave"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of(
                        "Ada knight",
                        "Ada knight knave, Bo knave",
                        "Ada knight, Bo knight knave",
                        "Ada Bo knight knave",
                        "Ada is not a knight, Bo knave",
                        "Ada knight, Bo knave, Cleo knave",
                        "knight, knave"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void statementsMeanWhatTheySay() {
        Statement knight = new Statement.Is(0, true);
        Statement knave = new Statement.Is(1, false);
        int[] truths = Arrays.stream(Statement.Join.values())
                .mapToInt(join -> IntStream.range(0, 4)
                        .filter(k -> new Statement.Joined(knight, join, knave).holds(k))
                        .map(k -> 1 << k)
                        .sum())
                .toArray();
        // bit k: both bits of k say who is a knight; 0 is a knight in 1 and 3, 1 is a knave in 0 and 1
        assertThat(truths).containsExactly(0b0010, 0b1011, 0b1110, 0b0110);
        assertThat(new Statement.Joined(knight, Statement.Join.IF, knave).text(List.of("Ada", "Bo")))
                .isEqualTo("Ada is a knight if Bo is a knave");
    }

    @Test
    void sudokusHaveOneSolutionAndManyEmptyCells() {
        for (Task task : tasks("mini_sudoku", 30)) {
            int[] given = task.metadata()
                    .get("given")
                    .replace(" ", "")
                    .replace('_', '0')
                    .chars()
                    .map(c -> c - '0')
                    .toArray();
            assertThat(bruteForce(given, 0)).isEqualTo(1);
            assertThat(task.reference().replace(" ", "")).hasSize(16);
        }
        assertThat(Procedural.tasks("mini_sudoku", 5, 20))
                .allMatch(t -> t.metadata().get("given").replaceAll("[^_]", "").length() == 12);
    }

    /** Fills cells in turn and looks at the rules only when all are full. */
    private static int bruteForce(int[] grid, int cell) {
        if (cell == 16) {
            return 1;
        }
        int count = 0;
        for (int digit = 1; digit <= 4; digit++) {
            int[] next = grid.clone();
            next[cell] = digit;
            boolean kept = grid[cell] == 0 || grid[cell] == digit;
            if (kept && IntStream.range(0, cell).noneMatch(other -> clash(next, cell, other))) {
                count += bruteForce(next, cell + 1);
            }
        }
        return count;
    }

    private static boolean clash(int[] grid, int a, int b) {
        boolean row = a / 4 == b / 4;
        boolean column = a % 4 == b % 4;
        boolean corner = a / 8 == b / 8 && (a % 4) / 2 == (b % 4) / 2;
        return grid[a] == grid[b] && (row || column || corner);
    }

    @Test
    void aSudokuMayBeLaidOutButNotChanged() {
        Task task = Procedural.task("mini_sudoku", "?", "3412 2134 1243 4321", "given", "3__2 _1__ ___3 ____");
        assertThat(List.of(
                        "3412 2134 1243 4321",
                        "3412213412434321",
                        "3 4 1 2\n2 1 3 4\n1 2 4 3\n4 3 2 1",
                        "34|12\n21|34\n12|43\n43|21"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of(
                        "3412 2134 1243",
                        "1234 3412 2143 4321",
                        "3412 2134 1243 4321 3412",
                        "3412 2134 1243 4322",
                        "3__2 _1__ ___3 ____",
                        "a3412 2134 1243 4321"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void jugsNeedAsManyMovesAsTheShortestWay() {
        for (Task task : tasks("jugs", 20)) {
            int[] capacities = Arrays.stream(task.metadata().get("capacities").split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            int target = Integer.parseInt(task.metadata().get("target"));
            assertThat(task.reference().split(", ")).as(task.question()).hasSize(fewestMoves(capacities, target));
        }
    }

    private static int fewestMoves(int[] capacities, int target) {
        Map<List<Integer>, Integer> depth = new HashMap<>();
        Deque<List<Integer>> open = new ArrayDeque<>();
        List<Integer> start = IntStream.of(capacities).mapToObj(c -> 0).toList();
        depth.put(start, 0);
        open.add(start);
        while (!open.isEmpty()) {
            List<Integer> state = open.remove();
            if (state.contains(target)) {
                return depth.get(state);
            }
            for (int from = -1; from < capacities.length; from++) { // -1 is the tap, and the drain
                for (int to = -1; to < capacities.length; to++) {
                    Integer[] next = state.toArray(Integer[]::new);
                    int there = from < 0 ? 1_000 : next[from];
                    int room = to < 0 ? 1_000 : capacities[to] - next[to];
                    int moved = Math.min(there, room);
                    if (from >= 0) {
                        next[from] -= moved;
                    }
                    if (to >= 0) {
                        next[to] += moved;
                    }
                    if (from != to && depth.putIfAbsent(List.of(next), depth.get(state) + 1) == null) {
                        open.add(List.of(next));
                    }
                }
            }
        }
        return -1;
    }

    @Test
    void movesAreMadeOneByOneAndStopAtTheTarget() {
        Task task = Procedural.task("jugs", "?", "fill B, pour B A", "capacities", "6 8 10", "target", "2");
        assertThat(List.of(
                        "fill B, pour B A",
                        "Fill B; pour B->A",
                        "fill b\npour b to a",
                        "fill C, empty C, fill B, pour B A",
                        "fill B, pour B into A."))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of(
                        "fill B",
                        "fill B, pour B A, empty A", // goes on after the target
                        "fill B, fill B, pour B A", // changes nothing
                        "pour B A, fill B, pour B A",
                        "fill B, pour B B",
                        "fill B, pour B",
                        "fill D, pour D A",
                        "fill B 2",
                        "fill 2",
                        "2",
                        "B holds 2",
                        "fill B, pour B A, ",
                        "fill B pour B A"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void aThousandMovesEndAtOnce() {
        Task task = Procedural.task("jugs", "?", "fill A", "capacities", "6 8", "target", "7");
        assertThat(Procedural.accepts(task, "fill A, empty A, ".repeat(2_000) + "fill A"))
                .isFalse();
    }

    @Test
    void randomGridsReachManySolutions() {
        long grids = IntStream.range(0, 2_000)
                .mapToObj(i -> FourGrid.text(FourGrid.random(new Draws(i))))
                .distinct()
                .count();
        assertThat(grids).isGreaterThan(280);
    }
}
