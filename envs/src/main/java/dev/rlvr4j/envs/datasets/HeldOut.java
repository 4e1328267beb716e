package dev.rlvr4j.envs.datasets;

import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the held-out part of a data set comes from. Rows are chosen by a hash of seed and question, so that neither the order
 * of the rows nor the rest of the file matters to which of two questions is held out first.
 */
public sealed interface HeldOut {
    /**
     * A share of the rows, rounded; of a share above 0 at least one row.
     *
     * @param share in [0, 1); 0 leaves the held-out part empty
     */
    record Share(double share) implements HeldOut {
        public Share {
            if (!(share >= 0 && share < 1)) {
                throw new InputException("the held-out share must be at least 0 and below 1, but is " + share);
            }
        }
    }

    /**
     * A number of rows.
     *
     * @param count not negative, below the number of different questions
     */
    record Count(int count) implements HeldOut {
        public Count {
            if (count < 0) {
                throw new InputException("the held-out count must not be negative, but is " + count);
            }
        }
    }

    /**
     * Files of their own. Train rows with one of their questions are dropped.
     *
     * @param files at least one
     */
    record Files(List<Path> files) implements HeldOut {
        public Files {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new InputException("no held-out file is given; name at least one, or hold out a share");
            }
        }
    }
}
