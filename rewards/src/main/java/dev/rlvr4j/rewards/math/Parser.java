package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer, LaTeX or plain: terms parted by commas, semicolons, "and" and "or", each a relation, each of sets, each of
 * sums ({@link Expressions}). Recursive descent; each level of nesting counts against {@link Bounds#DEPTH}.
 */
final class Parser {
    private static final Map<String, Comparison> SIGNS = Map.ofEntries(
            Map.entry("=", Comparison.EQUAL),
            Map.entry("<", Comparison.LESS),
            Map.entry(">", Comparison.GREATER),
            Map.entry("<=", Comparison.AT_MOST),
            Map.entry(">=", Comparison.AT_LEAST),
            Map.entry("!=", Comparison.NOT_EQUAL));

    private static final Map<String, Comparison> COMMANDS = Map.ofEntries(
            Map.entry("le", Comparison.AT_MOST),
            Map.entry("leq", Comparison.AT_MOST),
            Map.entry("leqslant", Comparison.AT_MOST),
            Map.entry("leqq", Comparison.AT_MOST),
            Map.entry("ge", Comparison.AT_LEAST),
            Map.entry("geq", Comparison.AT_LEAST),
            Map.entry("geqslant", Comparison.AT_LEAST),
            Map.entry("geqq", Comparison.AT_LEAST),
            Map.entry("lt", Comparison.LESS),
            Map.entry("gt", Comparison.GREATER),
            Map.entry("ne", Comparison.NOT_EQUAL),
            Map.entry("neq", Comparison.NOT_EQUAL),
            Map.entry("in", Comparison.IN),
            Map.entry("notin", Comparison.NOT_IN),
            Map.entry("subset", Comparison.SUBSET),
            Map.entry("subseteq", Comparison.SUBSET),
            Map.entry("approx", Comparison.ABOUT),
            Map.entry("approxeq", Comparison.ABOUT),
            Map.entry("thickapprox", Comparison.ABOUT),
            Map.entry("simeq", Comparison.ABOUT),
            Map.entry("doteq", Comparison.ABOUT),
            Map.entry("equiv", Comparison.CONGRUENT),
            Map.entry("cong", Comparison.CONGRUENT),
            Map.entry("parallel", Comparison.PARALLEL),
            Map.entry("perp", Comparison.PERPENDICULAR),
            Map.entry("sim", Comparison.SIMILAR),
            Map.entry("to", Comparison.TO),
            Map.entry("rightarrow", Comparison.TO),
            Map.entry("Rightarrow", Comparison.TO),
            Map.entry("implies", Comparison.TO),
            Map.entry("mapsto", Comparison.TO),
            Map.entry("iff", Comparison.TO),
            Map.entry("Leftrightarrow", Comparison.TO));

    private final Cursor cursor;
    private final Expressions expressions;

    Parser(Cursor cursor) {
        this.cursor = cursor;
        this.expressions = new Expressions(cursor, this);
    }

    /** What was read, and the commands in it that stand for themselves. */
    record Reading(Tree tree, Set<String> commands) {}

    /** Reads a reference: it is trusted, and a command we do not know stands for itself. */
    static Reading reference(String text, Budget budget) {
        Cursor cursor = new Cursor(Lexer.tokens(text), budget, Set.of(), true);
        return new Reading(new Parser(cursor).whole(), cursor.learned());
    }

    /** Reads a response's answer; commands must be known, or used by the reference. */
    static Tree response(String text, Set<String> commands, Budget budget) {
        return new Parser(new Cursor(Lexer.tokens(text), budget, commands, false)).whole();
    }

    Tree whole() {
        Tree tree = listing();
        if (depth(tree) > Bounds.TREE_DEPTH) {
            throw new Outside.Exceeded("the answer is nested deeper than " + Bounds.TREE_DEPTH);
        }
        if (cursor.peek().isSign(".")) {
            cursor.next();
        }
        if (cursor.peek().kind() != Token.Kind.END) {
            throw new Outside.Unreadable("nothing was expected behind the answer, but " + cursor.peek() + " follows");
        }
        return tree;
    }

    private static int depth(Tree tree) {
        int depth = 0;
        for (Tree child : tree.children()) {
            depth = Math.max(depth, depth(child));
        }
        return depth + 1;
    }

    /** Terms parted by conjunctions; a single one stays itself. */
    Tree listing() {
        cursor.enter();
        List<Tree> terms = new ArrayList<>();
        boolean all = false;
        while (separator() != 0) {
            cursor.next();
        }
        terms.add(relation());
        int separator = separator();
        while (separator != 0) {
            all |= separator == 2;
            cursor.next();
            while (separator() != 0) {
                all |= separator() == 2;
                cursor.next();
            }
            if (ends(cursor.peek())) {
                break;
            }
            terms.add(relation());
            separator = separator();
        }
        cursor.leave();
        return terms.size() == 1 ? terms.get(0) : new Tree.Listing(List.copyOf(terms), all);
    }

    private static boolean ends(Token token) {
        return switch (token.kind()) {
            case END -> true;
            case SIGN -> ")]}.&".contains(token.text());
            case COMMAND ->
                token.text().equals("}")
                        || token.text().equals("\\")
                        || token.text().equals("end")
                        || token.text().equals("rangle");
            default -> false;
        };
    }

    private int separator() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case SIGN -> token.text().equals(",") || token.text().equals(";") ? 1 : 0;
            case WORD -> token.text().equals("or") ? 1 : token.text().equals("and") ? 2 : 0;
            case TEXT -> Units.conjunction(token.text());
            case COMMAND ->
                switch (token.text()) {
                    case "lor", "vee", "&" -> 1;
                    case "land", "wedge" -> 2;
                    default -> 0;
                };
            default -> 0;
        };
    }

    static boolean isRelation(String command) {
        return COMMANDS.containsKey(command);
    }

    private @Nullable Comparison comparison() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case SIGN ->
                token.text().equals(":") && cursor.peek(1).isSign("=") ? Comparison.EQUAL : SIGNS.get(token.text());
            case COMMAND ->
                token.text().equals("not") && cursor.peek(1).isSign("=")
                        ? Comparison.NOT_EQUAL
                        : COMMANDS.get(token.text());
            case WORD -> token.text().equals("in") && token.spaced() ? Comparison.IN : null;
            default -> null;
        };
    }

    private void takeComparison() {
        Token token = cursor.next();
        if (token.isSign(":") || token.isCommand("not")) {
            cursor.next();
        }
    }

    /** Terms with signs between them; an equals sign in front is dropped, as in "= 5". */
    Tree relation() {
        Comparison leading = comparison();
        if (leading == Comparison.EQUAL || leading == Comparison.ABOUT) {
            takeComparison();
        }
        Tree first = sets();
        Comparison sign = comparison();
        if (sign == null && cursor.peek().isCommand("pmod")) {
            cursor.next();
            return Tree.Opaque.of("mod", first, expressions.argument());
        }
        if (sign == null) {
            return first;
        }
        List<Comparison> signs = new ArrayList<>();
        List<Tree> terms = new ArrayList<>(List.of(first));
        while (sign != null) {
            takeComparison();
            if (sign == Comparison.EQUAL && comparison() == Comparison.ABOUT) {
                sign = Comparison.ABOUT;
                takeComparison();
            }
            signs.add(sign);
            Tree term = sets();
            if (cursor.peek().isCommand("pmod")) {
                cursor.next();
                term = Tree.Opaque.of("mod", term, expressions.argument());
            }
            terms.add(term);
            sign = comparison();
        }
        return new Tree.Relation(List.copyOf(signs), List.copyOf(terms));
    }

    private Tree sets() {
        Tree left = expressions.sum();
        int chain = 0;
        while (true) {
            Token token = cursor.peek();
            Tree.SetOperation.Kind kind = switch (token.kind()) {
                case COMMAND ->
                    switch (token.text()) {
                        case "cup", "bigcup" -> Tree.SetOperation.Kind.UNION;
                        case "cap", "bigcap" -> Tree.SetOperation.Kind.INTERSECTION;
                        case "setminus", "backslash", "smallsetminus" -> Tree.SetOperation.Kind.DIFFERENCE;
                        default -> null;
                    };
                case WORD ->
                    (token.text().equals("U")
                                            || token.text().equals("u")
                                            || token.text().equals("union"))
                                    && left instanceof Tree.Bracketed
                            ? Tree.SetOperation.Kind.UNION
                            : null;
                default -> null;
            };
            if (kind == null) {
                return left;
            }
            if (++chain > Bounds.CHAIN) {
                throw new Outside.Exceeded("more than " + Bounds.CHAIN + " sets are joined");
            }
            cursor.next();
            left = new Tree.SetOperation(kind, left, expressions.sum());
        }
    }
}
