package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what follows a function's name: its power, base and arguments. */
final class Applications {
    private final Cursor cursor;
    private final Expressions expressions;
    private final Atoms atoms;

    Applications(Cursor cursor, Expressions expressions, Atoms atoms) {
        this.cursor = cursor;
        this.expressions = expressions;
        this.atoms = atoms;
    }

    /** The value of the function whose name is taken. */
    Tree apply(Function function) {
        cursor.enter();
        @Nullable Tree power = null;
        @Nullable Tree base = null;
        for (int i = 0; i < 2; i++) {
            if (cursor.accept("^")) {
                power = expressions.script();
            } else if (cursor.accept("_")) {
                base = expressions.script();
            }
        }
        Function actual = function;
        if (power instanceof Tree.Num n && n.value().equals(Fraction.of(-1)) && function.inverse() != null) {
            actual = function.inverse();
            power = null;
        }
        List<Tree> arguments = arguments();
        Tree value;
        if (base != null) {
            if (function != Function.LOG_PLAIN) {
                throw new Outside.Unreadable("a base below a function that has none");
            }
            value = Tree.Fn.of(Function.LOG, one(arguments), base);
        } else {
            value = known(actual, arguments);
        }
        cursor.leave();
        return power == null ? value : new Tree.Power(value, power);
    }

    private static Tree known(Function function, List<Tree> arguments) {
        boolean many = function == Function.GCD
                || function == Function.LCM
                || function == Function.MAX
                || function == Function.MIN;
        return many ? new Tree.Fn(function, arguments) : Tree.Fn.of(function, one(arguments));
    }

    private static Tree one(List<Tree> arguments) {
        if (arguments.size() != 1) {
            throw new Outside.Unreadable("a function of one argument has " + arguments.size());
        }
        return arguments.get(0);
    }

    /** In brackets, in braces, or the product that follows up to the next function. */
    private List<Tree> arguments() {
        if (cursor.peek().isSign("(")) {
            return atoms.bracketItems();
        }
        if (cursor.peek().isSign("{")) {
            Tree inside = atoms.group();
            return inside instanceof Tree.Listing l ? l.children() : List.of(inside);
        }
        List<Tree> factors = new ArrayList<>();
        factors.add(expressions.factor());
        while (atoms.starts(cursor.peek(), factors.get(factors.size() - 1)) && !isFunction(cursor.peek())) {
            factors.add(expressions.factor());
        }
        return List.of(Expressions.multiplied(factors));
    }

    private static boolean isFunction(Token token) {
        return (token.kind() == Token.Kind.COMMAND
                        || token.kind() == Token.Kind.WORD
                        || token.kind() == Token.Kind.TEXT)
                && Function.named(token.text()) != null;
    }
}
