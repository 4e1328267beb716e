package dev.rlvr4j.rewards;

/** A registered verifier that recipes can set: {@code options:} of a part. */
public interface Configurable extends Verifier {
    /**
     * The verifier with these options over its defaults. Read every option, then let {@link Options#check} refuse the rest.
     *
     * @throws dev.rlvr4j.core.InputException if an option is unknown, missing or out of range
     */
    Verifier configured(Options options);
}
