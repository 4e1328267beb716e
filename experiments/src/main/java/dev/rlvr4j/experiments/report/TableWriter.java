package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.report.figure.Style;
import dev.rlvr4j.experiments.report.figure.Svg;
import dev.rlvr4j.experiments.report.markup.Markup;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A table in a box of its own that scrolls when the page is too narrow. Numbers carry their exact value in {@code data}. */
final class TableWriter implements AutoCloseable {
    /** Names up to this length stay in one line. */
    private static final int SHORT = 24;

    private final Markup out;

    /** Begins a table with its heads; a head's first letter {@code #} says that its column holds numbers. */
    TableWriter(Markup out, String caption, String... heads) {
        this.out = out;
        out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
        out.open("table").leaf("caption", caption, "class", "unseen");
        out.open("thead").open("tr");
        for (String head : heads) {
            boolean number = head.startsWith("#");
            out.leaf("th", number ? head.substring(1) : head, "scope", "col", "class", number ? "number" : "");
        }
        out.close().close().open("tbody");
    }

    TableWriter row(String cssClass) {
        out.open("tr", "class", cssClass);
        return this;
    }

    TableWriter end() {
        out.close();
        return this;
    }

    /** The head of a row: an arm with a sample of its look. */
    TableWriter arm(String name, Style style) {
        out.open("th", "scope", "row", "class", name.length() <= SHORT ? "short" : "")
                .open("span", "class", "arm");
        Svg.sample(out, style, true);
        out.leaf("span", name).close().close();
        return this;
    }

    TableWriter cell(String text) {
        out.leaf("td", text);
        return this;
    }

    /** A number, or a dash where it is null or not finite. */
    TableWriter number(@Nullable Number value, Function<Double, String> format) {
        out.open("td", "class", "number");
        data(out, value, format);
        out.close();
        return this;
    }

    /** An estimate with its interval in a line below. */
    TableWriter estimate(
            @Nullable Estimate estimate, Function<Double, String> format, Function<Estimate, String> interval) {
        out.open("td", "class", "number");
        data(out, estimate == null ? null : (Number) estimate.value(), format);
        if (estimate != null && Double.isFinite(estimate.low() + estimate.high())) {
            out.leaf("small", interval.apply(estimate));
        }
        out.close();
        return this;
    }

    /** Writes a number as the page shows it, with all its digits beside. */
    static void data(Markup out, @Nullable Number value, Function<Double, String> format) {
        if (value == null || !Double.isFinite(value.doubleValue())) {
            out.text(Format.NONE);
        } else {
            out.leaf("data", format.apply(value.doubleValue()), "value", value.toString());
        }
    }

    @Override
    public void close() {
        out.close().close().close();
    }
}
