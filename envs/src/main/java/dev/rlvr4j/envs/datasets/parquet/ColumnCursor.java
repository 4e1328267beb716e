package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The place in a column: the entry that comes next, with its levels. */
final class ColumnCursor {
    private final SchemaNode column;
    private final ColumnPages pages;
    private ColumnPages.@Nullable Page page;
    private int leftInPage;
    private int repetition;
    private int definition;

    /** Stands before the first entry of a row group. */
    ColumnCursor(SchemaNode column, ColumnPages pages) {
        this.column = column;
        this.pages = pages;
        advance();
    }

    /** Repetition level of the next entry; 0 begins a row, -1 is the end of the row group. */
    int repetition() {
        return repetition;
    }

    /** Definition level of the next entry. */
    int definition() {
        return definition;
    }

    /** The next entry's value, or JSON's null where it is not there. */
    JsonNode take() {
        if (page == null) {
            throw new DamagedException("the column '" + column.name() + "' has fewer values than the file has rows");
        }
        JsonNode value = definition == column.definition() ? page.values().next() : NullNode.getInstance();
        advance();
        return value;
    }

    private void advance() {
        while (leftInPage == 0) {
            try {
                page = pages.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (page == null) {
                repetition = -1;
                definition = -1;
                return;
            }
            leftInPage = page.count();
        }
        ColumnPages.Page from = page;
        if (from == null) {
            return;
        }
        leftInPage--;
        repetition = from.repetitions() == null ? 0 : from.repetitions().next();
        definition = from.definitions() == null
                ? column.definition()
                : from.definitions().next();
    }
}
