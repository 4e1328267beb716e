package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;

/** What settings of methods must be. */
final class Require {
    private Require() {}

    static void atLeast(String setting, int value, int least) {
        if (value < least) {
            throw new InputException(setting + " must be at least " + least + ", but is " + value);
        }
    }

    static void finite(String setting, double value) {
        if (!Double.isFinite(value)) {
            throw new InputException(setting + " must be a number, but is " + value);
        }
    }

    static void notZero(String setting, double value) {
        finite(setting, value);
        if (value == 0) {
            throw new InputException(setting + " must not be 0");
        }
    }

    /** A layer's features fall into blocks. */
    static void divides(String setting, int block, String features, int count, Site site) {
        if (count % block != 0) {
            throw new InputException(setting + " " + block + " does not divide the " + count + " " + features
                    + " features of " + site.name());
        }
    }

    /** A layer's weight has so many singular values. */
    static void rankFits(int r, Site site) {
        int most = Math.min(site.in(), site.out());
        if (r > most) {
            throw new InputException("r " + r + " is more than the rank of the weight of " + site.name() + ", which is "
                    + site.out() + " x " + site.in() + "; choose r of at most " + most);
        }
    }
}
