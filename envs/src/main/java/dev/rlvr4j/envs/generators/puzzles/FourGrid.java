package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.envs.generators.Draws;
import java.util.List;

/** 4x4 sudoku grids as 16 digits row by row; 0 is an empty cell. */
final class FourGrid {
    static final int CELLS = 16;

    private static final List<Integer> DIGITS = List.of(1, 2, 3, 4);

    private FourGrid() {}

    /** One of the 288 full grids. */
    static int[] random(Draws draws) {
        int[] grid = new int[CELLS];
        fill(grid, 0, draws);
        return grid;
    }

    private static boolean fill(int[] grid, int cell, Draws draws) {
        if (cell == CELLS) {
            return true;
        }
        for (int digit : draws.shuffled(DIGITS)) {
            if (allowed(grid, cell, digit)) {
                grid[cell] = digit;
                if (fill(grid, cell + 1, draws)) {
                    return true;
                }
                grid[cell] = 0;
            }
        }
        return false;
    }

    /** How many ways there are to fill the empty cells; counts no further than 2. */
    static int solutions(int[] puzzle) {
        return solutions(puzzle.clone(), 0);
    }

    private static int solutions(int[] grid, int from) {
        int cell = from;
        while (cell < CELLS && grid[cell] != 0) {
            cell++;
        }
        if (cell == CELLS) {
            return 1;
        }
        int count = 0;
        for (int digit = 1; digit <= 4 && count < 2; digit++) {
            if (allowed(grid, cell, digit)) {
                grid[cell] = digit;
                count += solutions(grid, cell + 1);
                grid[cell] = 0;
            }
        }
        return count;
    }

    private static boolean allowed(int[] grid, int cell, int digit) {
        for (int other = 0; other < CELLS; other++) {
            if (other != cell && grid[other] == digit && seen(cell, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two cells share a row, a column or a corner. */
    private static boolean seen(int a, int b) {
        return a / 4 == b / 4 || a % 4 == b % 4 || (a / 8 == b / 8 && a % 4 / 2 == b % 4 / 2);
    }

    /** Whether sixteen digits from 1 to 4 break no rule. */
    static boolean isFilled(String cells) {
        int[] grid = cells.chars().map(c -> c - '0').toArray();
        for (int cell = 0; cell < CELLS; cell++) {
            if (!allowed(grid, cell, grid[cell])) {
                return false;
            }
        }
        return true;
    }

    /** Four rows of four, {@code _} for an empty cell. */
    static String text(int[] grid) {
        StringBuilder text = new StringBuilder();
        for (int cell = 0; cell < CELLS; cell++) {
            text.append(cell > 0 && cell % 4 == 0 ? " " : "").append(grid[cell] == 0 ? "_" : grid[cell]);
        }
        return text.toString();
    }
}
