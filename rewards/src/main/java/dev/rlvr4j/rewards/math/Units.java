package dev.rlvr4j.rewards.math;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words that may follow a value: known units under one name each, conjunctions, and words that make it conditional. */
final class Units {
    private static final Map<String, String> KNOWN = new HashMap<>();
    private static final Set<String> CONDITIONS = Set.of(
            "if",
            "or",
            "and",
            "not",
            "when",
            "unless",
            "otherwise",
            "where",
            "maybe",
            "either",
            "neither",
            "but",
            "else",
            "then",
            "is",
            "are",
            "perhaps",
            "possibly",
            "wrong",
            "except",
            "without",
            "instead",
            "than",
            "plus",
            "minus",
            "times",
            "more",
            "less",
            "least",
            "most");

    static {
        String[] rows = {
            "mm millimeter millimetre",
            "cm centimeter centimetre",
            "dm decimeter decimetre",
            "m meter metre",
            "km kilometer kilometre",
            "in inch inches",
            "ft foot feet",
            "yd yard",
            "mi mile",
            "mg milligram",
            "g gram gramme",
            "kg kilogram",
            "lb pound lbs",
            "oz ounce",
            "ml milliliter millilitre",
            "l liter litre",
            "gal gallon",
            "s second sec secs",
            "min minute mins",
            "h hour hr hrs",
            "day",
            "week wk",
            "month",
            "year yr yrs",
            "mph",
            "km/h kph kmh",
            "m/s",
            "dollar usd bucks",
            "cent",
            "euro",
            "yuan",
            "degree deg",
            "radian rad",
            "hz hertz",
            "n newton",
            "j joule",
            "w watt",
            "kw kilowatt",
            "v volt",
            "pa pascal",
            "mol",
            "k kelvin",
            "hundred",
            "thousand",
            "million",
            "billion",
            "trillion",
            "celsius °c",
            "fahrenheit",
            "squareunit unit^2 sq.unit",
            "cubicunit unit^3",
            "unit"
        };
        for (String row : rows) {
            String[] names = row.split(" ", -1);
            for (String name : names) {
                KNOWN.put(name, names[0]);
                if (name.length() > 2) {
                    KNOWN.put(name + "s", names[0]);
                }
            }
        }
    }

    private Units() {}

    /** Whether these words part two answers: 1 for "or", "and", a comma; 2 if they say that all hold; 0 if not. */
    static int conjunction(String text) {
        return switch (words(text)) {
            case "or", ",", ";", "and/or", "&" -> 1;
            case "and", ", and", "and,", ",and" -> 2;
            case ", or", "or,", ",or", "or ," -> 1;
            default -> 0;
        };
    }

    static boolean isPercent(String text) {
        String words = words(text);
        return words.equals("percent")
                || words.equals("pct")
                || words.equals("%")
                || words.equals("\\%")
                || words.equals("per cent");
    }

    /** Whether words behind a value change what is claimed. */
    static boolean isCondition(String text) {
        int from = 0;
        String words = words(text) + " ";
        for (int i = 0; i < words.length(); i++) {
            if (!Lexer.isLetter(words.charAt(i))) {
                if (i > from && CONDITIONS.contains(words.substring(from, i))) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }

    /** Whether a bare word is a unit. */
    static boolean isUnit(String word) {
        return word.length() >= 2 && KNOWN.containsKey(word.toLowerCase(Locale.ROOT));
    }

    /** The one name of a unit as written, with its power; null if we do not know it. */
    static @Nullable String canonical(String text) {
        String words = words(text);
        boolean square = words.startsWith("square ") || words.startsWith("sq ") || words.startsWith("sq. ");
        boolean cubic = words.startsWith("cubic ") || words.startsWith("cu ");
        String rest = square || cubic ? words.substring(words.indexOf(' ') + 1) : words;
        int caret = rest.indexOf('^');
        String power = caret < 0 ? square ? "^2" : cubic ? "^3" : "" : rest.substring(caret);
        String name = caret < 0 ? rest : rest.substring(0, caret).strip();
        int blank = name.indexOf(' ');
        String known =
                KNOWN.get(blank > 0 && magnitude(name.substring(0, blank)) > 0 ? name.substring(0, blank) : name);
        return known == null ? null : known + power;
    }

    /** The power of ten a word such as "million" stands for; 0 if it stands for none. */
    static int magnitude(String unit) {
        return switch (unit) {
            case "hundred" -> 2;
            case "thousand" -> 3;
            case "million" -> 6;
            case "billion" -> 9;
            case "trillion" -> 12;
            default -> 0;
        };
    }

    /** A word we do not know without the ending of its plural. */
    static String singular(String text) {
        String words = words(text);
        return words.length() > 3 && words.endsWith("s") ? words.substring(0, words.length() - 1) : words;
    }

    /** Lower case, single blanks, no closing point. */
    private static String words(String text) {
        String words = PlainText.spaced(text);
        return words.endsWith(".") ? words.substring(0, words.length() - 1).strip() : words;
    }
}
