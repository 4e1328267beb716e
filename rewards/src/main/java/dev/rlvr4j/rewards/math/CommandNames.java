package dev.rlvr4j.rewards.math;

import java.util.Set;

/** The names of commands by what they are. */
final class CommandNames {
    /** Greek letters, and letters like them. */
    static final Set<String> GREEK = words("""
            alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu
            nu xi omicron rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta
            Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar partial nabla Re Im aleph imath
            jmath
            """);
    /** Signs that stand for themselves. */
    static final Set<String> SYMBOLS = words("""
            ldots cdots dots dotsc vdots ddots circ bigcirc star bullet square Box clubsuit
            spadesuit heartsuit diamondsuit checkmark forall exists top bot uparrow downarrow
            therefore because mid nmid oplus otimes prime dagger
            """);
    /** Commands that change the looks of their argument, not its meaning. */
    static final Set<String> TRANSPARENT = words("""
            mathbf mathit boldsymbol bm mathcal mathscr mathfrak pmb boxed fbox underline mathop
            ensuremath mathnormal smash displaylimits
            """);
    /** Commands that make another name of their argument. */
    static final Set<String> DECORATIONS = words("""
            overline bar hat widehat tilde widetilde vec dot ddot overrightarrow overleftarrow
            overset stackrel acute check breve mathbb Bbb overbrace wideparen overparen overarc
            overleftrightarrow
            """);
    /** Operators with limits. */
    static final Set<String> BIG = words("""
            sum prod int iint iiint oint lim limsup liminf bigcup bigcap bigoplus
            """);
    /** Opening brackets. */
    static final Set<String> OPEN = words("""
            { lbrace langle lfloor lceil lvert vert lVert Vert | lbrack lparen begin
            """);
    /** Commands with a reading of their own. */
    static final Set<String> OTHER = words("""
            frac dfrac tfrac cfrac binom tbinom dbinom sqrt infty pi emptyset varnothing angle
            measuredangle triangle color textcolor not det dim ker deg arg Pr degree
            """);
    /** Commands that end or part terms, and so never stand for themselves. */
    static final Set<String> STRUCTURE = words("""
            cup cap setminus backslash smallsetminus pm mp cdot times ast div bmod mod pmod choose
            lor land vee wedge prime degree
            """);

    private CommandNames() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
