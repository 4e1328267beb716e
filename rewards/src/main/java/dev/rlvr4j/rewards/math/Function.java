package dev.rlvr4j.rewards.math;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions we can evaluate. */
enum Function {
    ROOT,
    ABS,
    /** Logarithm whose base is not written: 10, or e where the other side writes ln. */
    LOG_PLAIN,
    LN,
    /** Argument, base. */
    LOG,
    EXP,
    SIN,
    COS,
    TAN,
    COT,
    SEC,
    CSC,
    ARCSIN,
    ARCCOS,
    ARCTAN,
    SINH,
    COSH,
    TANH,
    /** Degrees as an angle. */
    DEGREES,
    FLOOR,
    CEIL,
    FACTORIAL,
    DOUBLE_FACTORIAL,
    BINOMIAL,
    GCD,
    LCM,
    MAX,
    MIN,
    MOD;

    private static final Map<String, Function> BY_NAME = new HashMap<>();

    static {
        for (Function f : new Function[] {
            LN, EXP, SIN, COS, TAN, COT, SEC, CSC, ARCSIN, ARCCOS, ARCTAN, SINH, COSH, TANH, FLOOR, CEIL, GCD, LCM, MAX,
            MIN, ABS
        }) {
            BY_NAME.put(f.name().toLowerCase(Locale.ROOT), f);
        }
        BY_NAME.put("log", LOG_PLAIN);
        BY_NAME.put("lg", LOG_PLAIN);
        BY_NAME.put("asin", ARCSIN);
        BY_NAME.put("acos", ARCCOS);
        BY_NAME.put("atan", ARCTAN);
        BY_NAME.put("ctg", COT);
        BY_NAME.put("tg", TAN);
        BY_NAME.put("arctg", ARCTAN);
        BY_NAME.put("cosec", CSC);
    }

    /** The function of a name as written in a command or in plain text; null if there is none. */
    static @Nullable Function named(String name) {
        return BY_NAME.get(name);
    }

    /** What {@code \sin^{-1}} is. */
    @Nullable
    Function inverse() {
        return switch (this) {
            case SIN -> ARCSIN;
            case COS -> ARCCOS;
            case TAN -> ARCTAN;
            default -> null;
        };
    }
}
