package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Generator {@code mini_sudoku}: a 4x4 sudoku with exactly one solution, rows written one after another, {@code _} for an empty
 * cell. Size: empty cells.
 */
public final class MiniSudoku implements Generator<MiniSudoku.Settings> {
    /**
     * How much is missing.
     *
     * @param minEmpty fewest empty cells
     * @param maxEmpty most empty cells; with fewer than four given there never is just one solution
     */
    public record Settings(int minEmpty, int maxEmpty) {
        public Settings {
            Bounds.range("empty", minEmpty, maxEmpty, 1, 12);
        }
    }

    @Override
    public String name() {
        return "mini_sudoku";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(4, 5), new Settings(6, 7), new Settings(8, 9), new Settings(10, 11), new Settings(12, 12));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int empty = draws.between(settings.minEmpty, settings.maxEmpty);
        while (true) { // with twelve cells empty it takes some draws
            int[] solution = FourGrid.random(draws);
            int[] puzzle = solution.clone();
            int left = empty;
            for (int cell :
                    draws.shuffled(IntStream.range(0, FourGrid.CELLS).boxed().toList())) {
                if (left > 0) {
                    puzzle[cell] = 0;
                    if (FourGrid.solutions(puzzle) == 1) {
                        left--;
                    } else {
                        puzzle[cell] = solution[cell];
                    }
                }
            }
            if (left == 0) {
                String given = FourGrid.text(puzzle);
                return new Item(
                        "Fill this 4x4 sudoku, row by row: each row, each column and each 2x2 corner has 1, 2, 3 and 4. "
                                + given + " becomes",
                        FourGrid.text(solution),
                        empty,
                        Map.of("given", given));
            }
        }
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        String given = Objects.requireNonNull(task.metadata().get("given")).replace(" ", "");
        String cells = answer.replaceAll("[\\s|,\\[\\]]", "");
        if (!cells.matches("[1-4]{16}")) {
            return Answers.unreadable(answer, "four rows of four digits from 1 to 4");
        }
        for (int i = 0; i < FourGrid.CELLS; i++) {
            if (given.charAt(i) != '_' && given.charAt(i) != cells.charAt(i)) {
                return Answers.wrong(answer, "it changes a cell that is given");
            }
        }
        return FourGrid.isFilled(cells)
                ? Answers.compared(answer, true, task.reference())
                : Answers.wrong(answer, "a row, column or corner has a digit twice");
    }
}
