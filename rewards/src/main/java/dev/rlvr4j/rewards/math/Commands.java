package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;

/** Reads commands. One that {@link CommandNames} does not list is refused. */
final class Commands {
    private final Cursor cursor;
    private final Parser parser;
    private final Expressions expressions;
    private final Atoms atoms;
    private final Applications applications;

    Commands(Cursor cursor, Parser parser, Expressions expressions, Atoms atoms) {
        this.cursor = cursor;
        this.parser = parser;
        this.expressions = expressions;
        this.atoms = atoms;
        this.applications = new Applications(cursor, expressions, atoms);
    }

    boolean isFraction(Token token) {
        return token.kind() == Token.Kind.COMMAND
                && (token.text().equals("frac") || token.text().endsWith("frac"));
    }

    /** Whether a command can begin a factor. */
    boolean starts(String name) {
        if (cursor.bars > 0 && (name.equals("vert") || name.equals("|") || name.equals("Vert"))) {
            return false;
        }
        if (name.equals("bigcup") || name.equals("bigcap") || name.equals("mid") || name.equals("not")) {
            return false;
        }
        return CommandNames.GREEK.contains(name)
                || CommandNames.SYMBOLS.contains(name)
                || CommandNames.TRANSPARENT.contains(name)
                || CommandNames.DECORATIONS.contains(name)
                || CommandNames.BIG.contains(name)
                || CommandNames.OPEN.contains(name)
                || CommandNames.OTHER.contains(name)
                || Function.named(name) != null
                || !CommandNames.isStructure(name) && cursor.allows(name);
    }

    Tree read() {
        Token token = cursor.next();
        String name = token.text();
        Function function = Function.named(name);
        if (function != null) {
            return applications.apply(function);
        }
        if (isFraction(token)) {
            Tree over = expressions.argument();
            return new Tree.Ratio(over, expressions.argument());
        }
        if (CommandNames.GREEK.contains(name) || CommandNames.SYMBOLS.contains(name)) {
            return symbol(name);
        }
        if (CommandNames.TRANSPARENT.contains(name)) {
            return atoms.single();
        }
        if (CommandNames.DECORATIONS.contains(name)) {
            return decorated(name);
        }
        if (CommandNames.BIG.contains(name)) {
            return big(name);
        }
        return switch (name) {
            case "sqrt" -> root();
            case "binom", "tbinom", "dbinom" -> {
                Tree n = expressions.argument();
                yield Tree.Fn.of(Function.BINOMIAL, n, expressions.argument());
            }
            case "pi" -> Tree.Const.PI;
            case "infty" -> Tree.Const.INFINITY;
            case "emptyset", "varnothing" -> new Tree.SetOf(List.of());
            case "angle", "measuredangle", "triangle", "det", "dim", "ker", "deg", "arg", "Pr" ->
                Tree.Opaque.of(name, prefixed());
            case "color" -> {
                atoms.name();
                yield atoms.single();
            }
            case "textcolor" -> {
                atoms.name();
                yield atoms.single();
            }
            case "{", "lbrace" -> set();
            case "langle" -> angled();
            case "lfloor" -> closed("rfloor", Function.FLOOR);
            case "lceil" -> closed("rceil", Function.CEIL);
            case "lvert", "vert" -> atoms.bars("|", Token.Kind.SIGN);
            case "|", "lVert", "Vert" -> atoms.bars("|", Token.Kind.COMMAND);
            case "begin" -> new Environments(cursor, parser).read(atoms.name(), atoms);
            default -> unknown(name);
        };
    }

    private Tree symbol(String name) {
        Tree symbol = new Tree.Sym("\\" + name);
        if (cursor.peek().isSign("_") && !name.endsWith("dots")) {
            cursor.next();
            return new Tree.Sym("\\" + name + "_" + Canonical.of(expressions.script()));
        }
        return symbol;
    }

    private Tree unknown(String name) {
        if (!CommandNames.isStructure(name) && cursor.allows(name)) {
            return symbol(name);
        }
        throw new Outside.Unreadable("the command \\" + name + " has no place here");
    }

    /** The value of the function whose name is taken. */
    Tree apply(Function function) {
        return applications.apply(function);
    }

    /** A name in plain text that is not cut into letters. */
    Tree readWord() {
        String word = cursor.next().text();
        return switch (word) {
            case "pi", "Pi" -> Tree.Const.PI;
            case "sqrt" -> Tree.Fn.of(Function.ROOT, plainArgument(), Tree.num(2));
            case "cbrt" -> Tree.Fn.of(Function.ROOT, plainArgument(), Tree.num(3));
            case "theta", "alpha", "beta" -> new Tree.Sym("\\" + word);
            default -> Tree.Const.INFINITY;
        };
    }

    private Tree plainArgument() {
        if (cursor.peek().isSign("(")) {
            List<Tree> items = atoms.bracketItems();
            return items.size() == 1 ? items.get(0) : new Tree.Listing(items, false);
        }
        return expressions.script();
    }

    private Tree root() {
        Tree index = Tree.num(2);
        if (cursor.peek().isSign("[")) {
            cursor.next();
            index = expressions.sum();
            cursor.expect(Token.Kind.SIGN, "]");
        }
        Token token = cursor.peek();
        Tree of;
        if (token.kind() == Token.Kind.NUMBER) {
            of = new Tree.Num(
                    Numbers.decimal(cursor.next().text()), token.text().contains("."));
        } else if (token.isSign("(")) {
            of = plainArgument();
        } else {
            of = expressions.argument();
        }
        return Tree.Fn.of(Function.ROOT, of, index);
    }

    private Tree decorated(String name) {
        if (name.equals("overset") || name.equals("stackrel")) {
            Tree over = expressions.argument();
            return Tree.Opaque.of("over", over, expressions.argument());
        }
        Tree of = expressions.argument();
        if (name.equals("mathbb") || name.equals("Bbb")) {
            Tree.Sym set = new Tree.Sym("bb " + Canonical.of(of));
            return set;
        }
        String same = switch (name) {
            case "widehat" -> "hat";
            case "widetilde" -> "tilde";
            case "overrightarrow" -> "vec";
            case "overline" -> "bar";
            case "wideparen", "overparen", "overarc" -> "arc";
            default -> name;
        };
        return Tree.Opaque.of(same, of);
    }

    /** {@code \sum_{k=1}^n a_k} and its like: lower and upper bound and body, compared as written. */
    private Tree big(String name) {
        Tree lower = new Tree.Words("");
        Tree upper = lower;
        for (int i = 0; i < 2; i++) {
            if (cursor.accept("_")) {
                lower = expressions.script();
            } else if (cursor.accept("^")) {
                upper = expressions.script();
            }
        }
        return Tree.Opaque.of(name, lower, upper, prefixed());
    }

    /** The implicit product behind a prefix. */
    private Tree prefixed() {
        List<Tree> factors = new ArrayList<>();
        factors.add(expressions.factor());
        while (atoms.starts(cursor.peek(), factors.get(factors.size() - 1))) {
            factors.add(expressions.factor());
        }
        return Expressions.multiplied(factors);
    }

    private Tree set() {
        Token token = cursor.peek();
        if (token.isCommand("}") || token.isCommand("rbrace")) {
            cursor.next();
            return new Tree.SetOf(List.of());
        }
        boolean system = token.isCommand("begin");
        int bars = cursor.bars;
        cursor.bars = 1;
        cursor.inSet = true;
        Tree inside = parser.listing();
        cursor.inSet = false;
        cursor.bars = bars;
        if (system && !cursor.peek().isCommand("}")) {
            return inside;
        }
        Token end = cursor.next();
        if (end.isSign("|") || end.isSign(":") || end.isCommand("mid")) {
            Tree condition = parser.listing();
            end = cursor.next();
            inside = Tree.Opaque.of("such that", inside, condition);
        }
        if (!end.isCommand("}") && !end.isCommand("rbrace")) {
            throw new Outside.Unreadable("a set is not closed");
        }
        return new Tree.SetOf(inside instanceof Tree.Listing l ? l.children() : List.of(inside));
    }

    private Tree angled() {
        Tree inside = parser.listing();
        cursor.expect(Token.Kind.COMMAND, "rangle");
        return inside instanceof Tree.Listing l ? new Tree.Bracketed('(', ')', l.children()) : inside;
    }

    private Tree closed(String end, Function function) {
        Tree inside = expressions.sum();
        cursor.expect(Token.Kind.COMMAND, end);
        return Tree.Fn.of(function, inside);
    }
}
