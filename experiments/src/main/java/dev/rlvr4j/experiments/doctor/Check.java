package dev.rlvr4j.experiments.doctor;

/** One thing that must hold of a set-up. */
interface Check {
    /** What is checked, in a few words. */
    String name();

    /** Checks it. An exception counts as red: it says what stopped the check. */
    Finding examine(SetUp setUp);
}
