package dev.rlvr4j.envs.datasets;

/** How the rows of a file become tasks. One object reads one file. */
interface Layout {
    /** What recipes call it. */
    String name();

    /** Whether it needs an outermost column. */
    boolean reads(String column);

    /**
     * Reads a row.
     *
     * @throws dev.rlvr4j.core.InputException if it lacks a field, with the fields it has
     */
    Example read(RowFields row);
}
