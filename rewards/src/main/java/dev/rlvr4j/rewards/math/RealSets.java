package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sets of real numbers: intervals, finite sets, unions, intersections and differences, and the solutions of inequalities in one
 * unknown. The ends of both sides cut the line into points and gaps, and two sets are one if they hold the same points and gaps.
 */
final class RealSets {
    private static final int MAX_ENDS = 200;
    private static final Set<String> ALL_REALS =
            Set.of("allrealnumbers", "allreals", "realnumbers", "anyrealnumber", "therealnumbers", "allrealx");

    private final Budget budget;
    private final Scalars scalars;

    RealSets(Budget budget, Scalars scalars) {
        this.budget = budget;
        this.scalars = scalars;
    }

    boolean same(Tree gold, Tree answer) {
        try {
            return new Line(gold, answer).same();
        } catch (Outside.Undefined | Outside.NotHere e) {
            return false;
        }
    }

    /** Whether this stands for all real numbers. */
    static boolean isReals(Tree tree) {
        return tree instanceof Tree.Sym s && s.name().equals("bb R")
                || tree instanceof Tree.Words w && ALL_REALS.contains(w.text());
    }

    /** An end: its value and its place among the distinct ends. */
    private record End(Tree tree, double value) {}

    private final class Line {
        private final Tree gold;
        private final Tree answer;
        private final List<End> ends = new ArrayList<>();
        private final Map<Tree, Integer> ranks = new IdentityHashMap<>();
        private final List<Double> points = new ArrayList<>();

        Line(Tree gold, Tree answer) {
            this.gold = gold;
            this.answer = answer;
            collect(gold);
            collect(answer);
            rank();
        }

        boolean same() {
            // Place 2r+1 is the point of rank r, place 2r the gap before it.
            for (int place = 0; place <= 2 * points.size(); place++) {
                budget.tick();
                if (holds(gold, place) != holds(answer, place)) {
                    return false;
                }
            }
            return true;
        }

        private void collect(Tree tree) {
            if (tree instanceof Tree.Sym || tree instanceof Tree.Words) {
                return;
            }
            if (tree instanceof Tree.Relation) {
                for (Tree term : tree.children()) {
                    Set<String> names = new TreeSet<>();
                    Evaluator.names(term, names);
                    if (names.isEmpty() && !Scalars.isInfinite(term)) {
                        end(term);
                        end(Tree.negated(term));
                    }
                }
            } else if (tree instanceof Tree.Bracketed || tree instanceof Tree.SetOf) {
                for (Tree child : tree.children()) {
                    if (!Scalars.isInfinite(child)) {
                        end(child);
                    }
                }
            } else if (tree instanceof Tree.SetOperation || tree instanceof Tree.Listing) {
                tree.children().forEach(this::collect);
            } else {
                throw new Outside.NotHere("no set of real numbers");
            }
        }

        private void end(Tree tree) {
            if (ends.size() >= MAX_ENDS) {
                throw new Outside.Exceeded("sets of more than " + MAX_ENDS + " ends");
            }
            Complex value = new Evaluator<>(new Doubles(false), Map.of(), budget, 1).value(tree);
            ends.add(new End(tree, Doubles.real(value)));
        }

        private void rank() {
            ends.sort(Comparator.comparingDouble(End::value));
            @Nullable End before = null;
            for (End end : ends) {
                boolean near = before != null
                        && end.value() - before.value() <= 1e-9 * Math.max(1, Math.abs(end.value()))
                        && scalars.equal(before.tree(), end.tree());
                if (!near) {
                    points.add(end.value());
                }
                ranks.put(end.tree(), points.size() - 1);
                before = end;
            }
        }

        private int place(Tree end) {
            Integer rank = ranks.get(end);
            if (rank == null) {
                throw new Outside.NotHere("an end of no value");
            }
            return 2 * rank + 1;
        }

        private boolean holds(Tree set, int place) {
            if (set instanceof Tree.SetOperation s) {
                boolean left = holds(s.left(), place);
                boolean right = holds(s.right(), place);
                return switch (s.kind()) {
                    case UNION -> left || right;
                    case INTERSECTION -> left && right;
                    case DIFFERENCE -> left && !right;
                };
            }
            if (set instanceof Tree.SetOf s) {
                return s.children().stream().anyMatch(member -> place(member) == place);
            }
            if (set instanceof Tree.Bracketed b && b.children().size() == 2) {
                return above(b.children().get(0), b.open() == '[', place)
                        && below(b.children().get(1), b.close() == ']', place);
            }
            if (set instanceof Tree.Relation r) {
                return solves(r, place);
            }
            if (set instanceof Tree.Listing l) {
                return l.all() && l.children().stream().noneMatch(Tree.Bracketed.class::isInstance)
                        ? l.children().stream().allMatch(child -> holds(child, place))
                        : l.children().stream().anyMatch(child -> holds(child, place));
            }
            if (isReals(set)) {
                return true;
            }
            throw new Outside.NotHere("no set of real numbers");
        }

        private boolean above(Tree low, boolean closed, int place) {
            if (Scalars.isInfinite(low)) {
                return Scalars.infinity(low) < 0;
            }
            return place > place(low) || closed && place == place(low);
        }

        private boolean below(Tree high, boolean closed, int place) {
            if (Scalars.isInfinite(high)) {
                return Scalars.infinity(high) > 0;
            }
            return place < place(high) || closed && place == place(high);
        }

        private double number(int place) {
            if (points.isEmpty()) {
                return 0;
            }
            int rank = place / 2;
            if (place % 2 == 1) {
                return points.get(rank);
            }
            if (rank == 0) {
                return points.get(0) - 1.25;
            }
            return rank == points.size() ? points.get(rank - 1) + 1.25 : (points.get(rank - 1) + points.get(rank)) / 2;
        }

        private boolean solves(Tree.Relation relation, int place) {
            Set<String> names = new TreeSet<>();
            Evaluator.names(relation, names);
            if (names.size() != 1) {
                throw new Outside.NotHere("not one unknown");
            }
            Map<String, Complex> point = Map.of(names.iterator().next(), Complex.of(number(place)));
            Evaluator<Complex> evaluator = new Evaluator<>(new Doubles(true), point, budget, 1);
            for (int i = 0; i < relation.signs().size(); i++) {
                Tree left = relation.children().get(i);
                Tree right = relation.children().get(i + 1);
                if (Scalars.isInfinite(left) || Scalars.isInfinite(right)) {
                    continue;
                }
                try {
                    double a = Doubles.real(evaluator.value(left));
                    double b = Doubles.real(evaluator.value(right));
                    if (!satisfied(relation.signs().get(i), a, b)) {
                        return false;
                    }
                } catch (Outside.Undefined e) {
                    return false;
                }
            }
            return true;
        }

        private static boolean satisfied(Comparison sign, double a, double b) {
            boolean equal = Math.abs(a - b) <= 1e-9 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
            return switch (sign) {
                case LESS -> !equal && a < b;
                case AT_MOST -> equal || a < b;
                case GREATER -> !equal && a > b;
                case AT_LEAST -> equal || a > b;
                case EQUAL -> equal;
                case NOT_EQUAL -> !equal;
                default -> throw new Outside.NotHere("no order");
            };
        }
    }
}
