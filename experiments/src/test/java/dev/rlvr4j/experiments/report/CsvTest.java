package dev.rlvr4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.experiments.statistics.Estimate;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void commasQuotesAndLinesAreQuotedAndTheRestIsNot() {
        Csv csv = new Csv("a", "b", "c");
        csv.row().put("a", "x, y").put("b", "say \"no\"").put("c", "two\nlines");
        csv.row().put("c", "plain").put("a", 0.1 + 0.2);
        assertThat(csv.text())
                .isEqualTo("a,b,c\n\"x, y\",\"say \"\"no\"\"\",\"two\nlines\"\n0.30000000000000004,,plain\n");
    }

    @Test
    void whatIsMissingIsEmpty() {
        Csv csv = new Csv("a", "v", "v_low", "v_high");
        csv.row().put("a", Double.NaN).put("v", (Estimate) null);
        csv.row().put("a", (Object) null).put("v", new Estimate(1, Double.NEGATIVE_INFINITY, 2));
        assertThat(csv.text()).isEqualTo("a,v,v_low,v_high\n,,,\n,1.0,,2.0\n");
    }

    @Test
    void aCellOutsideTheColumnsIsAnError() {
        Csv csv = new Csv("a");
        csv.row().put("b", 1);
        assertThatThrownBy(csv::text).isInstanceOf(IllegalStateException.class).hasMessageContaining("[b]");
    }
}
