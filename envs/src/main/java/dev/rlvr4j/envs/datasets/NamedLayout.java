package dev.rlvr4j.envs.datasets;

import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The layout of a published data set.
 *
 * @param name what recipes call it
 * @param required columns it cannot do without, and is known by
 * @param optional columns it reads where they are
 * @param fits whether a first row with the required columns is of this layout, and not only of one that looks alike
 * @param reader makes an example of a row
 */
record NamedLayout(
        String name,
        List<String> required,
        Set<String> optional,
        Predicate<RowFields> fits,
        Function<RowFields, Example> reader)
        implements Layout {
    NamedLayout {
        required = List.copyOf(required);
        optional = Set.copyOf(optional);
    }

    /** Whether a file with these columns and this first row has the layout. */
    boolean known(Collection<String> columns, RowFields first) {
        return columns.containsAll(required) && fits.test(first);
    }

    /** Refuses a file that lacks a column. */
    void require(Collection<String> columns, String where) {
        List<String> missing = new ArrayList<>(required);
        missing.removeAll(columns);
        if (!missing.isEmpty()) {
            throw new InputException(
                    where + ": the layout " + name + " needs the columns " + String.join(", ", required)
                            + ", but has no " + String.join(", ", missing) + "; there are "
                            + (columns.isEmpty() ? "none" : String.join(", ", columns))
                            + ". Take another layout, or auto, or name the fields of question and answer");
        }
    }

    @Override
    public boolean reads(String column) {
        return required.contains(column) || optional.contains(column);
    }

    @Override
    public Example read(RowFields row) {
        return reader.apply(row);
    }
}
