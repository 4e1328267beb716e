package dev.rlvr4j.rewards.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sums, products, quotients, powers and what stands behind them (units, percent, factorials); {@link Atoms} reads the rest. */
final class Expressions {
    private final Cursor cursor;
    private final Atoms atoms;

    Expressions(Cursor cursor, Parser parser) {
        this.cursor = cursor;
        this.atoms = new Atoms(cursor, parser, this);
    }

    Tree sum() {
        cursor.enter();
        Tree sum = null;
        List<Tree> terms = new ArrayList<>();
        while (true) {
            boolean negative = false;
            int alternate = 0;
            Token token = cursor.peek();
            boolean signed = false;
            while (isSign(token)) {
                negative ^= token.isSign("-");
                alternate = token.isCommand("pm") ? 1 : token.isCommand("mp") ? 2 : alternate;
                signed = true;
                cursor.next();
                token = cursor.peek();
            }
            if (sum != null && !signed) {
                break;
            }
            Tree term = product();
            if (negative) {
                term = opposite(term);
            }
            if (alternate != 0) {
                Tree left = terms.isEmpty() ? Tree.num(0) : summed(terms);
                terms = new ArrayList<>();
                term = new Tree.PlusMinus(left, term, alternate == 2);
            }
            terms.add(term);
            sum = term;
        }
        cursor.leave();
        return withUnit(terms);
    }

    /** The sign goes inside a unit, a percent sign and degrees. */
    private static Tree opposite(Tree term) {
        if (term instanceof Tree.Quantity q) {
            return new Tree.Quantity(Tree.negated(q.value()), q.unit());
        }
        if (term instanceof Tree.Percent p) {
            return new Tree.Percent(Tree.negated(p.of()));
        }
        if (term instanceof Tree.Fn f && f.name() == Function.DEGREES) {
            return Tree.Fn.of(Function.DEGREES, Tree.negated(f.children().get(0)));
        }
        return Tree.negated(term);
    }

    /** A unit behind the last of several terms belongs to their sum. */
    private static Tree withUnit(List<Tree> terms) {
        int last = terms.size() - 1;
        boolean only = terms.subList(0, last).stream().noneMatch(term -> term.has(Tree.Quantity.class));
        if (last == 0 || !only || !(terms.get(last) instanceof Tree.Quantity q)) {
            return summed(terms);
        }
        List<Tree> values = new ArrayList<>(terms);
        values.set(last, q.value());
        return new Tree.Quantity(summed(values), q.unit());
    }

    private static Tree summed(List<Tree> terms) {
        return terms.size() == 1 ? terms.get(0) : new Tree.Sum(List.copyOf(terms));
    }

    private static boolean isSign(Token token) {
        return token.isSign("+") || token.isSign("-") || token.isCommand("pm") || token.isCommand("mp");
    }

    private Tree product() {
        List<Tree> factors = new ArrayList<>();
        factors.add(factor());
        int chain = 0;
        while (true) {
            Token token = cursor.peek();
            if (isTimes(token)) {
                cursor.next();
                factors.add(signedFactor());
            } else if (token.isSign("/")
                    || token.isCommand("div")
                    || token.isSign(":") && !cursor.inSet && !cursor.peek(1).isSign("=")) {
                if (++chain > Bounds.CHAIN) {
                    throw new Outside.Exceeded("more than " + Bounds.CHAIN + " divisions in a row");
                }
                cursor.next();
                Tree over = multiplied(factors);
                factors = new ArrayList<>(List.of(quotient(over, signedFactor(), token.isSign(":"))));
            } else if (token.isCommand("bmod") || token.isCommand("mod")) {
                cursor.next();
                Tree left = multiplied(factors);
                factors = new ArrayList<>(List.of(Tree.Fn.of(Function.MOD, left, signedFactor())));
            } else if (token.isCommand("choose")) {
                cursor.next();
                Tree left = multiplied(factors);
                cursor.enter();
                Tree taken = product();
                cursor.leave();
                return Tree.Fn.of(Function.BINOMIAL, left, taken);
            } else if (suffix(factors)) {
                continue;
            } else if (atoms.starts(token, factors.get(factors.size() - 1))) {
                factors.add(factor());
            } else {
                return multiplied(factors);
            }
        }
    }

    /** {@code a:b} is a ratio; a clock's time or a ratio of three stays as written. */
    private static Tree quotient(Tree over, Tree under, boolean colon) {
        return colon ? Tree.Opaque.of("ratio", over, under) : new Tree.Ratio(over, under);
    }

    static boolean isTimes(Token token) {
        return token.isSign("*") || token.isCommand("cdot") || token.isCommand("times") || token.isCommand("ast");
    }

    static Tree multiplied(List<Tree> factors) {
        return factors.size() == 1 ? factors.get(0) : new Tree.Product(List.copyOf(factors));
    }

    private Tree signedFactor() {
        boolean negative = negative();
        Tree factor = factor();
        return negative ? Tree.negated(factor) : factor;
    }

    /** Takes a unit or a percent word behind the factors so far, if there is one. */
    private boolean suffix(List<Tree> factors) {
        Token token = cursor.peek();
        Tree last = factors.get(factors.size() - 1);
        boolean text = token.kind() == Token.Kind.TEXT;
        if (!text && token.kind() != Token.Kind.WORD) {
            return false;
        }
        if (Units.isPercent(token.text())) {
            cursor.next();
            factors.set(factors.size() - 1, new Tree.Percent(last));
            return true;
        }
        if (Units.conjunction(token.text()) != 0) {
            return false;
        }
        boolean unit = text
                ? atoms.isUnitText(token.text(), last)
                : !hasName(last) && (Units.isUnit(token.text()) || isUnknownUnit(token));
        if (!unit) {
            return false;
        }
        StringBuilder name = new StringBuilder();
        String known = unitWords(name, text);
        Tree value = multiplied(factors);
        factors.clear();
        factors.add(value instanceof Tree.Quantity || known.isEmpty() ? value : new Tree.Quantity(value, known));
        return true;
    }

    private static boolean hasName(Tree tree) {
        return tree.has(Tree.Sym.class) || tree.has(Tree.Words.class) || tree.has(Tree.Opaque.class);
    }

    private static boolean isUnknownUnit(Token token) {
        return (!isAscii(token.text()) || token.spaced() && token.text().length() >= 3)
                && Function.named(token.text()) == null
                && !Atoms.isConstantWord(token.text());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /** Takes all words, powers and slashes of a unit, and returns its one name; empty where we do not know the unit. */
    private String unitWords(StringBuilder name, boolean text) {
        while (true) {
            Token token = cursor.peek();
            if (token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.WORD) {
                if (Units.conjunction(token.text()) != 0) {
                    break;
                }
                if (Units.isCondition(token.text())) {
                    throw new Outside.Unreadable(
                            "the answer has a condition: '" + PlainText.spaced(token.text()) + "'");
                }
                name.append(name.length() == 0 ? "" : " ").append(token.text());
                cursor.next();
            } else if (token.isSign("^")) {
                cursor.next();
                name.append('^');
                Tree power = script();
                name.append(power instanceof Tree.Num n ? n.value().toString() : "?");
            } else if (token.isSign("/") && isWord(cursor.peek(1))) {
                cursor.next();
                name.append('/').append(PlainText.spaced(cursor.next().text()));
            } else if ((token.isSign(".") || isTimes(token))
                    && name.length() > 0
                    && cursor.peek(1).kind() == Token.Kind.TEXT) {
                cursor.next();
            } else {
                break;
            }
        }
        String known = Units.canonical(name.toString());
        return known != null ? known : text ? "" : "?" + Units.singular(name.toString());
    }

    private static boolean isWord(Token token) {
        return token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.TEXT;
    }

    /** An atom with its powers, factorials, primes and percent signs. */
    Tree factor() {
        cursor.enter();
        Tree factor = atoms.atom();
        int chain = 0;
        while (true) {
            Token token = cursor.peek();
            if (token.kind() != Token.Kind.SIGN && !token.isCommand("degree") && !token.isCommand("prime")) {
                break;
            }
            Tree next = postfix(factor, token);
            if (next == null) {
                break;
            }
            factor = next;
            if (++chain > Bounds.CHAIN) {
                throw new Outside.Exceeded("more than " + Bounds.CHAIN + " signs behind one term");
            }
        }
        cursor.leave();
        return factor;
    }

    private @Nullable Tree postfix(Tree tree, Token token) {
        switch (token.text()) {
            case "^" -> {
                cursor.next();
                return power(tree);
            }
            case "!" -> {
                cursor.next();
                if (!cursor.accept("!")) {
                    return Tree.Fn.of(Function.FACTORIAL, tree);
                }
                if (cursor.peek().isSign("!")) {
                    throw new Outside.Unreadable("three factorial signs in a row");
                }
                return Tree.Fn.of(Function.DOUBLE_FACTORIAL, tree);
            }
            case "_" -> {
                if (!(tree instanceof Tree.Num n) || !n.value().isInteger() || n.decimal()) {
                    return null;
                }
                cursor.next();
                return Numbers.based(n.value().toString(), script());
            }
            case "'", "prime" -> {
                cursor.next();
                return Tree.Opaque.of("prime", tree);
            }
            case "degree" -> {
                cursor.next();
                return Tree.Fn.of(Function.DEGREES, tree);
            }
            case "%" -> {
                cursor.next();
                if (atoms.starts(cursor.peek(), tree) && !cursor.peek().isSign("(")) {
                    throw new Outside.Unreadable("a percent sign before " + cursor.peek());
                }
                return new Tree.Percent(tree);
            }
            default -> {
                return null;
            }
        }
    }

    /** What a caret makes of its base: degrees, primes, ordinals, powers. */
    private Tree power(Tree base) {
        boolean braced = cursor.peek().isSign("{");
        Token inner = braced ? cursor.peek(1) : cursor.peek();
        boolean whole = !braced || cursor.peek(2).isSign("}");
        if (whole
                && (inner.isCommand("circ")
                        || base instanceof Tree.Num && inner.is(Token.Kind.WORD, "o")
                        || inner.isCommand("degree")
                        || inner.isCommand("prime")
                        || isOrdinal(inner))) {
            for (int i = braced ? 3 : 1; i > 0; i--) {
                cursor.next();
            }
            return inner.isCommand("prime")
                    ? Tree.Opaque.of("prime", base)
                    : isOrdinal(inner) ? base : Tree.Fn.of(Function.DEGREES, base);
        }
        Tree exponent = script();
        if (cursor.peek().isSign("^")) {
            cursor.next();
            cursor.enter();
            exponent = power(exponent);
            cursor.leave();
        }
        return new Tree.Power(base, exponent);
    }

    private static boolean isOrdinal(Token token) {
        return (token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.WORD)
                && (token.text().equals("th")
                        || token.text().equals("st")
                        || token.text().equals("nd")
                        || token.text().equals("rd"));
    }

    /** A sub- or superscript: a group, a number with its sign, one letter, or one command with its arguments. */
    Tree script() {
        boolean negative = negative();
        Tree value = unsignedScript();
        return negative ? Tree.negated(value) : value;
    }

    /** Takes the signs that stand here, and says whether they turn what follows. */
    private boolean negative() {
        boolean negative = false;
        while (cursor.peek().isSign("-") || cursor.peek().isSign("+")) {
            negative ^= cursor.next().isSign("-");
        }
        return negative;
    }

    private Tree unsignedScript() {
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.WORD
                && !Atoms.isConstantWord(token.text())
                && Function.named(token.text()) == null) {
            return Atoms.letter(cursor.nextCharacter());
        }
        if (token.kind() == Token.Kind.NUMBER) {
            return new Tree.Num(
                    Numbers.decimal(cursor.next().text()), token.text().contains("."));
        }
        return atoms.single();
    }

    /** The argument of a command such as {@code \frac}: a group, or one digit, letter or command. */
    Tree argument() {
        boolean negative = negative();
        Tree value = unsignedArgument();
        return negative ? Tree.negated(value) : value;
    }

    private Tree unsignedArgument() {
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.NUMBER) {
            return new Tree.Num(Fraction.of(new BigInteger(digit(cursor.nextCharacter())), BigInteger.ONE), false);
        }
        if (token.kind() == Token.Kind.WORD) {
            return Atoms.letter(cursor.nextCharacter());
        }
        return atoms.single();
    }

    private static String digit(String character) {
        if (!Digits.isDigit(character.charAt(0))) {
            throw new Outside.Unreadable("'" + character + "' is no digit");
        }
        return character;
    }
}
