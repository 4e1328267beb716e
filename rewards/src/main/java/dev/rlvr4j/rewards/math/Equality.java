package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer says the same as the reference: assignments unwrap, ± opens, lists and sets go member by member, real sets by
 * membership, relations by their signs and sides, matrices by cells, and everything else up the ladder of {@link Scalars}.
 */
final class Equality {
    private final Budget budget;
    private final Scalars scalars;
    private final Relations relations;
    private final RealSets sets;

    Equality(Budget budget, int places) {
        this.budget = budget;
        this.scalars = new Scalars(budget, places);
        this.relations = new Relations(budget, scalars, this);
        this.sets = new RealSets(budget, scalars);
    }

    boolean same(Tree gold, Tree answer) {
        if (Canonical.of(gold).equals(Canonical.of(answer))) {
            return true;
        }
        if (gold instanceof Tree.Relation g
                && g.signs().equals(List.of(Comparison.IN))
                && isSet(g.last())
                && isInequality(answer)
                && isSolved(answer)) {
            return sets.same(g.last(), answer);
        }
        Tree inequality = solvedSet(answer);
        if (inequality != null && isSet(gold)) {
            return sets.same(gold, inequality);
        }
        return compare(Alternatives.expand(built(gold)), Alternatives.expand(built(sameConstant(gold, answer))));
    }

    /** {@code {x | 1 < x < 2}} as the inequality it holds. */
    private static Tree built(Tree tree) {
        boolean built = tree instanceof Tree.SetOf s
                && s.children().size() == 1
                && s.children().get(0) instanceof Tree.Opaque o
                && o.name().equals("such that");
        if (!built) {
            return tree;
        }
        Tree condition = tree.children().get(0).children().get(1);
        if (!isInequality(condition)) {
            return tree;
        }
        return condition instanceof Tree.Listing l ? new Tree.Listing(l.children(), true) : condition;
    }

    /** The inequality of a set that is worked out, the unknown between numbers; null for any other. */
    private static @Nullable Tree solvedSet(Tree answer) {
        Tree inequality = built(answer);
        return inequality != answer && isSolved(inequality) ? inequality : null;
    }

    private static boolean isSolved(Tree inequality) {
        List<Tree> parts = inequality instanceof Tree.Listing l ? l.children() : List.of(inequality);
        return parts.stream()
                .allMatch(part -> part.children().stream().allMatch(t -> t instanceof Tree.Sym || !hasName(t)));
    }

    private static boolean hasName(Tree tree) {
        return Evaluator.isName(tree) || tree.children().stream().anyMatch(Equality::hasName);
    }

    /** {@code +c} for {@code +C}: a constant of integration may have either case. */
    private static Tree sameConstant(Tree gold, Tree answer) {
        boolean renamed = addsSymbol(gold, "C") && addsSymbol(answer, "c") && !has(gold, "c") && !has(answer, "C");
        return renamed ? answer.map(t -> t.equals(new Tree.Sym("c")) ? new Tree.Sym("C") : t) : answer;
    }

    private static boolean addsSymbol(Tree tree, String name) {
        if (tree instanceof Tree.Relation r) {
            return addsSymbol(r.last(), name);
        }
        return tree instanceof Tree.Sum s && s.children().contains(new Tree.Sym(name));
    }

    private static boolean has(Tree tree, String symbol) {
        return tree instanceof Tree.Sym s && s.name().equals(symbol)
                || tree.children().stream().anyMatch(child -> has(child, symbol));
    }

    boolean compare(Tree wholeGold, Tree wholeAnswer) {
        budget.tick();
        Tree gold = wholeGold;
        Tree answer = wholeAnswer;
        if (gold instanceof Tree.Relation g && Relations.isChain(g)) {
            boolean workedOut = g.children().size() > 2 && !(answer instanceof Tree.Relation);
            gold = workedOut ? g.last() : relations.shortened(g);
        }
        if (answer instanceof Tree.Relation a && Relations.isChain(a)) {
            Tree consistent = relations.consistent(a);
            if (consistent == null) {
                return false;
            }
            answer = consistent;
        }
        if (answer instanceof Tree.Relation a
                && Relations.isChain(a)
                && !(gold instanceof Tree.Relation r && Relations.isChain(r))) {
            answer = isNamed(a) ? a.first() : a.last();
        } else if (gold instanceof Tree.Relation g && Relations.isAssignment(g) && !(answer instanceof Tree.Relation)) {
            gold = g.last();
        }
        if (Canonical.of(gold).equals(Canonical.of(answer))) {
            return true;
        }
        boolean reals = RealSets.isReals(gold) || RealSets.isReals(answer);
        if (reals && (isSet(gold) || RealSets.isReals(gold)) && (isSet(answer) || RealSets.isReals(answer))) {
            return sets.same(gold, answer);
        }
        if (gold instanceof Tree.Words || answer instanceof Tree.Words) {
            return words(gold, answer);
        }
        if (Points.isNamed(gold) != Points.isNamed(answer)) {
            return compare(Points.bare(gold), Points.bare(answer));
        }
        if (gold instanceof Tree.Relation g && answer instanceof Tree.Relation a) {
            return relations.same(g, a);
        }
        if (isInequality(gold) && isSet(answer) || isInequality(gold) && isInequality(answer)) {
            return sets.same(gold, answer);
        }
        if (gold instanceof Tree.Relation || answer instanceof Tree.Relation) {
            return false;
        }
        if (gold instanceof Tree.Listing g && !isCollection(answer) && isOneValue(g)) {
            return compare(g.children().get(0), answer);
        }
        if (answer instanceof Tree.Listing a && !isCollection(gold)) {
            return isOneValue(a) && compare(gold, a.children().get(0)); // "1/2 or 0.5"
        }
        if (isCollection(gold) || isCollection(answer)) {
            return collections(gold, answer);
        }
        return single(gold, answer);
    }

    /** Whether this says that there is no solution. */
    private static boolean isNothing(Tree tree) {
        return tree instanceof Tree.SetOf s && s.children().isEmpty()
                || tree instanceof Tree.Words w && PlainText.isNothing(w.text());
    }

    /** {@code 42 = x}: the name stands behind. */
    private static boolean isNamed(Tree.Relation chain) {
        return chain.children().size() == 2 && Relations.isName(chain.last()) && !Relations.isName(chain.first());
    }

    private static boolean words(Tree gold, Tree answer) {
        return isNothing(gold) && isNothing(answer)
                || gold instanceof Tree.Words g
                        && answer instanceof Tree.Words a
                        && PlainText.compact(g.text()).equals(PlainText.compact(a.text()));
    }

    // ---- one value ----

    private boolean single(Tree gold, Tree answer) {
        Tree.@Nullable Matrix left = matrix(gold);
        Tree.@Nullable Matrix right = matrix(answer);
        if (left != null || right != null) {
            return left != null && right != null && cells(left, right);
        }
        if (scaled(gold) != gold || scaled(answer) != answer) {
            // "5 million" is five where the question asks for millions
            boolean both = scaled(gold) != gold && scaled(answer) != answer;
            return scalars.equal(bare(scaled(gold)), bare(scaled(answer)))
                    || !both && scalars.equal(bare(gold), bare(answer));
        }
        if (gold instanceof Tree.Quantity g && answer instanceof Tree.Quantity a) {
            return units(g.unit(), a.unit()) && single(g.value(), a.value());
        }
        if (gold instanceof Tree.Quantity g) {
            return single(g.value(), answer);
        }
        if (answer instanceof Tree.Quantity a) {
            return single(gold, a.value());
        }
        if (gold instanceof Tree.Percent g && !answer.has(Tree.Percent.class) && compare(g.of(), answer)) {
            return true;
        }
        boolean goldDegrees = isDegrees(gold);
        boolean answerDegrees = isDegrees(answer);
        if (goldDegrees != answerDegrees) {
            Tree plainGold = goldDegrees ? gold.children().get(0) : gold;
            Tree plainAnswer = answerDegrees ? answer.children().get(0) : answer;
            return scalars.equal(plainGold, plainAnswer) || scalars.equal(gold, answer);
        }
        if (gold instanceof Tree.Based || answer instanceof Tree.Based) {
            return based(gold, answer);
        }
        return scalars.equal(gold, answer);
    }

    private static Tree bare(Tree tree) {
        return tree instanceof Tree.Quantity q ? q.value() : tree;
    }

    /** {@code 5 million} worked out; anything else as it is. */
    private static Tree scaled(Tree tree) {
        int power = tree instanceof Tree.Quantity q ? Units.magnitude(q.unit()) : 0;
        return power == 0 ? tree : new Tree.Product(List.of(bare(tree), new Tree.Power(Tree.num(10), Tree.num(power))));
    }

    private static boolean isDegrees(Tree tree) {
        return tree instanceof Tree.Fn f && f.name() == Function.DEGREES;
    }

    /** Two units are one, or one of them is none that we know. */
    private static boolean units(String gold, String answer) {
        return gold.equals(answer) || gold.startsWith("?") != answer.startsWith("?");
    }

    /** The digits decide; a response without a base is read in the reference's, one with a base needs a reference with it. */
    private static boolean based(Tree gold, Tree answer) {
        return gold instanceof Tree.Based g
                && answer instanceof Tree.Num n
                && n.value().isInteger()
                && n.value().toString().equals(g.digits());
    }

    private static Tree.@Nullable Matrix matrix(Tree tree) {
        return Matrices.occurs(tree) ? Matrices.of(tree) : null;
    }

    private boolean cells(Tree.Matrix gold, Tree.Matrix answer) {
        if (gold.columns() != answer.columns()
                || gold.children().size() != answer.children().size()) {
            return false;
        }
        return inOrder(gold.children(), answer.children());
    }

    // ---- several values ----

    private static boolean isCollection(Tree tree) {
        return tree instanceof Tree.Bracketed
                || tree instanceof Tree.SetOf
                || tree instanceof Tree.Listing
                || tree instanceof Tree.SetOperation;
    }

    private static boolean isSet(Tree tree) {
        return tree instanceof Tree.SetOperation
                || tree instanceof Tree.SetOf
                || tree instanceof Tree.Bracketed b && b.children().size() == 2;
    }

    /** Intervals one after another, which stand for their union. */
    private static boolean isIntervals(Tree tree) {
        return tree instanceof Tree.Listing l
                && l.children().stream()
                        .allMatch(t ->
                                t instanceof Tree.Bracketed b && b.children().size() == 2);
    }

    private static boolean isInequality(Tree tree) {
        if (tree instanceof Tree.Listing l) {
            return l.children().stream().allMatch(child -> child instanceof Tree.Relation && isInequality(child));
        }
        return tree instanceof Tree.Relation r
                && r.signs().stream().allMatch(s -> s.isOrder() || s == Comparison.NOT_EQUAL);
    }

    private boolean collections(Tree gold, Tree answer) {
        if (gold instanceof Tree.SetOperation || answer instanceof Tree.SetOperation) {
            return (isSet(gold) || isIntervals(gold))
                    && (isSet(answer) || isIntervals(answer))
                    && sets.same(gold, answer);
        }
        if (gold instanceof Tree.Bracketed g && answer instanceof Tree.Bracketed a) {
            boolean interval = g.children().size() == 2;
            boolean ends = g.open() == a.open() && g.close() == a.close();
            return (!interval || ends) && inOrder(g.children(), a.children());
        }
        if (gold instanceof Tree.Bracketed g && answer instanceof Tree.Listing a) {
            return g.open() == '(' && g.close() == ')' && inOrder(g.children(), a.children());
        }
        if (gold instanceof Tree.Bracketed g && Matrices.occurs(answer)) {
            Tree.Matrix matrix = Matrices.of(answer);
            return g.open() == '(' && matrix != null && isVector(matrix) && inOrder(g.children(), matrix.children());
        }
        if (answer instanceof Tree.Bracketed a && Matrices.occurs(gold)) {
            Tree.Matrix matrix = Matrices.of(gold);
            return a.open() != ')' && matrix != null && isVector(matrix) && inOrder(matrix.children(), a.children());
        }
        boolean tuple = answer instanceof Tree.Bracketed;
        if (tuple && gold instanceof Tree.SetOf || gold instanceof Tree.Bracketed) {
            return false;
        }
        // A list of points is not one point, however many terms both have.
        if (tuple && gold.children().stream().anyMatch(Equality::isCollection)) {
            return false;
        }
        return inAnyOrder(members(gold), members(answer));
    }

    /** Whether the terms are one value written in several ways. */
    private boolean isOneValue(Tree.Listing listing) {
        Tree first = listing.children().get(0);
        return listing.children().stream()
                .allMatch(term -> !isCollection(term) && !(term instanceof Tree.Relation) && compare(first, term));
    }

    private static boolean isVector(Tree.Matrix matrix) {
        return matrix.columns() == 1 || matrix.rows() == 1;
    }

    /** The members, each once; anything else is its only member. */
    private static List<Tree> members(Tree tree) {
        if (!isCollection(tree)) {
            return List.of(tree);
        }
        Set<String> seen = new HashSet<>();
        List<Tree> members = new ArrayList<>();
        for (Tree child : tree.children()) {
            if (seen.add(Canonical.of(child))) {
                members.add(child);
            }
        }
        return members;
    }

    private boolean inOrder(List<Tree> gold, List<Tree> answer) {
        if (gold.size() != answer.size()) {
            return false;
        }
        for (int i = 0; i < gold.size(); i++) {
            if (!compare(gold.get(i), answer.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the members can be paired; equal trees first, as they are found fastest. */
    private boolean inAnyOrder(List<Tree> gold, List<Tree> answer) {
        if (gold.size() != answer.size()) {
            return false;
        }
        Map<String, Tree> others = new LinkedHashMap<>();
        answer.forEach(other -> others.put(Canonical.of(other), other));
        List<Tree> unpaired = new ArrayList<>();
        for (Tree member : gold) {
            budget.tick();
            if (others.remove(Canonical.of(member)) == null) {
                unpaired.add(member);
            }
        }
        List<Tree> rest = new ArrayList<>(others.values());
        for (Tree member : unpaired) {
            int found = -1;
            for (int i = 0; i < rest.size() && found < 0; i++) {
                found = compare(member, rest.get(i)) ? i : -1;
            }
            if (found < 0) {
                return false;
            }
            rest.remove(found);
        }
        return rest.isEmpty();
    }
}
