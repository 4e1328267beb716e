package dev.rlvr4j.rewards.math;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unicode as LaTeX: full-width forms become ASCII and the usual signs their commands. Other digits than 0 to 9, controls,
 * invisible and direction marks, and pictures are refused: an answer must be what it looks like.
 */
final class Characters {
    private static final Map<Character, String> COMMANDS = new HashMap<>();
    private static final String GREEK_NAMES =
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon"
                    + " phi chi psi omega";
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

    static {
        String[] pairs = {
            "−",
            "-",
            "–",
            "-",
            "‐",
            "-",
            "‑",
            "-",
            "×",
            "\\times ",
            "⋅",
            "\\cdot ",
            "·",
            "\\cdot ",
            "∙",
            "\\cdot ",
            "∗",
            "*",
            "÷",
            "\\div ",
            "∕",
            "/",
            "⁄",
            "/",
            "≤",
            "\\le ",
            "⩽",
            "\\le ",
            "≦",
            "\\le ",
            "≥",
            "\\ge ",
            "⩾",
            "\\ge ",
            "≧",
            "\\ge ",
            "≠",
            "\\ne ",
            "≈",
            "\\approx ",
            "∞",
            "\\infty ",
            "√",
            "\\sqrt ",
            "∛",
            "\\sqrt[3] ",
            "°",
            "^\\circ ",
            "∪",
            "\\cup ",
            "∩",
            "\\cap ",
            "∖",
            "\\setminus ",
            "∈",
            "\\in ",
            "∉",
            "\\notin ",
            "±",
            "\\pm ",
            "∓",
            "\\mp ",
            "′",
            "'",
            "’",
            "'",
            "‘",
            "'",
            "″",
            "''",
            "ℝ",
            "\\mathbb{R}",
            "ℤ",
            "\\mathbb{Z}",
            "ℕ",
            "\\mathbb{N}",
            "ℚ",
            "\\mathbb{Q}",
            "ℂ",
            "\\mathbb{C}",
            "∅",
            "\\emptyset ",
            "½",
            "\\frac{1}{2}",
            "⅓",
            "\\frac{1}{3}",
            "⅔",
            "\\frac{2}{3}",
            "¼",
            "\\frac{1}{4}",
            "¾",
            "\\frac{3}{4}",
            "⅕",
            "\\frac{1}{5}",
            "⅖",
            "\\frac{2}{5}",
            "⅗",
            "\\frac{3}{5}",
            "⅘",
            "\\frac{4}{5}",
            "⅙",
            "\\frac{1}{6}",
            "⅚",
            "\\frac{5}{6}",
            "⅛",
            "\\frac{1}{8}",
            "⅜",
            "\\frac{3}{8}",
            "⅝",
            "\\frac{5}{8}",
            "⅞",
            "\\frac{7}{8}",
            "π",
            "\\pi ",
            "…",
            "\\ldots ",
            "⋯",
            "\\ldots ",
            "∠",
            "\\angle ",
            "△",
            "\\triangle ",
            "∥",
            "\\parallel ",
            "⊥",
            "\\perp ",
            "∼",
            "\\sim ",
            "≡",
            "\\equiv ",
            "⟨",
            "\\langle ",
            "⟩",
            "\\rangle ",
            "“",
            "\"",
            "”",
            "\"",
            "、",
            ",",
            "。",
            ".",
            "℃",
            "^\\circ ",
            "→",
            "\\to ",
            "⇒",
            "\\to ",
            "∣",
            "|",
            "₋",
            "_-",
            "€",
            " ",
            "£",
            " ",
            "¥",
            " ",
            "￥",
            " "
        };
        for (int i = 0; i < pairs.length; i += 2) {
            COMMANDS.put(pairs[i].charAt(0), pairs[i + 1]);
        }
        String[] greek = GREEK_NAMES.split(" ", -1);
        for (int i = 0; i < greek.length; i++) {
            COMMANDS.put((char) (0x3b1 + i), "\\" + greek[i] + " ");
        }
        COMMANDS.put('Δ', "\\Delta ");
        COMMANDS.put('Ω', "\\Omega ");
        COMMANDS.put('Σ', "\\Sigma ");
        COMMANDS.put('ϕ', "\\phi ");
        COMMANDS.put('ϵ', "\\epsilon ");
    }

    private Characters() {}

    /** The text with only characters the lexer knows. */
    static String fold(String text) {
        if (plain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 127 && c >= ' ') {
                out.append(c);
            } else if (c == '\n' || c == '\t' || c == '\r' || isBlank(c)) {
                out.append(c == '\u2009' || c == '\u202f' ? "\\," : " ");
            } else if (c >= '\uff01' && c <= '\uff5e') {
                out.append((char) (c - 0xfee0));
            } else {
                i = foldSign(text, i, out);
            }
        }
        return out.toString();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == '\u00a0' || c == '\u3000' || (c >= '\u2000' && c <= '\u200a') || c == '\u202f' || c == '\u205f';
    }

    /** Folds the sign at a place, and returns the place of the last character it took. */
    private static int foldSign(String text, int at, StringBuilder out) {
        char c = text.charAt(at);
        String command = COMMANDS.get(c);
        if (command != null) {
            out.append(command);
            return at;
        }
        int end = script(text, at, SUPERSCRIPTS, '^', out);
        if (end < 0) {
            end = script(text, at, SUBSCRIPTS, '_', out);
        }
        if (end >= 0) {
            return end;
        }
        if (Lexer.isLetter(c)) {
            out.append(c);
            return at;
        }
        throw new Outside.Unreadable(
                "the character U+" + String.format("%04X", (int) c) + " has no place in an answer");
    }

    /** A run of raised or lowered digits as one script; returns its end, or -1 if there is none. */
    private static int script(String text, int from, String alphabet, char mark, StringBuilder out) {
        int at = from;
        while (at < text.length() && alphabet.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == from) {
            return -1;
        }
        out.append(mark).append('{');
        for (int i = from; i < at; i++) {
            int digit = alphabet.indexOf(text.charAt(i));
            out.append(digit == 10 ? '+' : digit == 11 ? '-' : (char) ('0' + digit));
        }
        out.append('}');
        return at - 1;
    }

    /** Whether a text has nothing but printable characters that {@link #fold} takes; a reason if not. */
    static @Nullable String refusal(String text) {
        try {
            fold(text);
            return null;
        } catch (Outside.Unreadable e) {
            return e.reason();
        }
    }
}
