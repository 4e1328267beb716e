package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code \begin{…} … \end{…}}: matrices, determinants, cases and aligned lines. */
final class Environments {
    private final Cursor cursor;
    private final Parser parser;

    Environments(Cursor cursor, Parser parser) {
        this.cursor = cursor;
        this.parser = parser;
    }

    /** The environment of this name, whose {@code \begin{name}} is taken. */
    Tree read(String name, Atoms atoms) {
        if (name.equals("array")) {
            atoms.name();
        }
        boolean lines = name.startsWith("align")
                || name.startsWith("gather")
                || name.startsWith("split")
                || name.startsWith("eq");
        boolean aligningBefore = cursor.aligning;
        cursor.aligning = lines;
        List<Tree> cells = new ArrayList<>();
        int columns = 0;
        int row = 0;
        while (true) {
            if (cursor.peek().isCommand("end")) {
                break;
            }
            if (cursor.peek().isCommand("hline")) {
                cursor.next();
                continue;
            }
            cells.add(cell());
            row++;
            Token token = cursor.peek();
            if (token.isSign("&")) {
                cursor.next();
                continue;
            }
            if (columns != 0 && row != columns) {
                throw new Outside.Unreadable("a matrix whose rows differ in length");
            }
            columns = row;
            row = 0;
            if (!token.isCommand("\\")) {
                break;
            }
            cursor.next();
        }
        cursor.expect(Token.Kind.COMMAND, "end");
        cursor.aligning = aligningBefore;
        if (!atoms.name().equals(name)) {
            throw new Outside.Unreadable("an environment is closed by another name");
        }
        if (cells.isEmpty()) {
            throw new Outside.Unreadable("an empty environment");
        }
        return made(name, cells, columns, lines);
    }

    private Tree cell() {
        return parser.listing();
    }

    private static Tree made(String name, List<Tree> cells, int columns, boolean lines) {
        List<Tree> parts = List.copyOf(cells);
        if (lines || name.equals("cases") || name.equals("dcases")) {
            return columns > 1
                    ? new Tree.Opaque("cases", parts)
                    : parts.size() == 1 ? parts.get(0) : new Tree.Listing(parts, true);
        }
        if (name.equals("array") && columns == 1 && parts.stream().allMatch(Tree.Relation.class::isInstance)) {
            return new Tree.Listing(parts, true);
        }
        Tree matrix = new Tree.Matrix(parts, columns);
        return switch (name) {
            case "vmatrix" -> Tree.Opaque.of("det", matrix);
            case "Vmatrix" -> Tree.Opaque.of("norm", matrix);
            case "pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix", "array", "pmatrix*", "bmatrix*" -> matrix;
            default -> throw new Outside.Unreadable("the environment " + name + " has no place in an answer");
        };
    }
}
