package dev.rlvr4j.core.loop;

/**
 * The name of one immutable state of an adapter. Versions of one adapter are ordered by number.
 *
 * @param adapter the adapter's name, unique in a process
 * @param number 0 for the adapter as initialised, n for its state after the n-th optimizer step
 */
public record AdapterVersion(String adapter, long number) {
    /** The frozen base model, no adapter. */
    public static final AdapterVersion BASE = new AdapterVersion("base", 0);

    @Override
    public String toString() {
        return adapter + "@" + number;
    }
}
