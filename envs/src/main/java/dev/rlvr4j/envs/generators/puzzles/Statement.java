package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.envs.generators.Draws;
import java.util.List;

/** Something said about who is a knight; bit {@code i} of {@code knights} is set where person {@code i} is one. */
sealed interface Statement {
    /** Whether it is true. */
    boolean holds(int knights);

    /** As a clause, with people by name. */
    String text(List<String> names);

    /** A statement of that depth about one of {@code people} persons. */
    static Statement drawn(int depth, int people, Draws draws) {
        if (depth <= 1) {
            return new Is(draws.below(people), draws.coin());
        }
        Statement left = drawn(depth - 1, people, draws);
        boolean plain = left instanceof Is; // two claims about one person say nothing, or too much
        int other = plain ? (((Is) left).person + draws.between(1, people - 1)) % people : draws.below(people);
        Statement right = new Is(other, draws.coin());
        return new Joined(left, draws.of(List.of(Join.values())), right);
    }

    /** One person is a knight, or a knave. */
    record Is(int person, boolean knight) implements Statement {
        @Override
        public boolean holds(int knights) {
            return ((knights >> person & 1) == 1) == knight;
        }

        @Override
        public String text(List<String> names) {
            return names.get(person) + " is a " + (knight ? "knight" : "knave");
        }
    }

    /** How two statements are joined. */
    enum Join {
        AND,
        OR,
        IF,
        SAME
    }

    /** Two statements in one. */
    record Joined(Statement left, Join join, Statement right) implements Statement {
        @Override
        public boolean holds(int knights) {
            boolean first = left.holds(knights);
            boolean second = right.holds(knights);
            return switch (join) {
                case AND -> first && second;
                case OR -> first || second;
                case IF -> !second || first;
                case SAME -> first == second;
            };
        }

        @Override
        public String text(List<String> names) {
            String first = left instanceof Is ? left.text(names) : "(" + left.text(names) + ")";
            String second = right.text(names);
            return switch (join) {
                case AND -> first + " and " + second;
                case OR -> first + " or " + second + ", or both";
                case IF -> first + " if " + second;
                case SAME -> first + " if and only if " + second;
            };
        }
    }
}
