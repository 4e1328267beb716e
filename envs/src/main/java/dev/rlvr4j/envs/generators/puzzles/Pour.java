package dev.rlvr4j.envs.generators.puzzles;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A move with jugs: {@code fill A}, {@code empty A} or {@code pour A B}.
 *
 * @param kind what is done
 * @param from the jug it is done to
 * @param to the jug that is poured into; the same as {@code from} where nothing is
 */
record Pour(Kind kind, int from, int to) {
    /** What is done. */
    enum Kind {
        FILL,
        EMPTY,
        POUR
    }

    /** The jug's letter. */
    static String name(int jug) {
        return String.valueOf((char) ('A' + jug));
    }

    /** Reads a move, also {@code pour A->B} and {@code Pour A to B}. */
    static Optional<Pour> parse(String text, int jugs) {
        List<String> words = Stream.of(
                        text.replace("->", " ").strip().toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.equals("to") && !word.equals("into"))
                .toList();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        int wanted = words.get(0).equals("pour") ? 3 : 2;
        Optional<Kind> kind = Stream.of(Kind.values())
                .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(words.get(0)))
                .findFirst();
        if (kind.isEmpty() || words.size() != wanted) {
            return Optional.empty();
        }
        int from = jug(words.get(1), jugs);
        int to = jug(words.get(wanted - 1), jugs);
        boolean jugsDiffer = (from == to) == (wanted == 2);
        return from >= 0 && to >= 0 && jugsDiffer ? Optional.of(new Pour(kind.get(), from, to)) : Optional.empty();
    }

    private static int jug(String name, int jugs) {
        int jug = name.length() == 1 ? name.charAt(0) - 'a' : -1;
        return jug < jugs ? jug : -1;
    }

    /** Moves the water; whether that changed anything. */
    boolean apply(int[] water, int[] capacities) {
        int moved = switch (kind) {
            case FILL -> capacities[from] - water[from];
            case EMPTY -> water[from];
            case POUR -> Math.min(water[from], capacities[to] - water[to]);
        };
        water[from] += kind == Kind.FILL ? moved : -moved;
        if (kind == Kind.POUR) {
            water[to] += moved;
        }
        return moved > 0;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + name(from) + (kind == Kind.POUR ? " " + name(to) : "");
    }
}
