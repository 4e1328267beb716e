package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private long seconds;

    private Progress progress(int columns) {
        return new Progress(new PrintWriter(text), columns > 0, columns, () -> seconds * 1_000_000_000L);
    }

    @Test
    void aTerminalLineIsRewrittenInPlaceAndCutToTheWidth() {
        Progress progress = progress(10);
        progress.show("step 1 reward 0.5", false);
        seconds++;
        progress.show("step 2", false);
        progress.print("done");
        assertThat(text).hasToString("\rstep 1 re\rstep 2   \r      \rdone" + System.lineSeparator());
    }

    @Test
    void aLogGetsALineEveryFewSecondsAndAllImportantOnes() {
        Progress progress = progress(0);
        for (seconds = 0; seconds < 12; seconds++) {
            progress.show("step " + seconds, seconds == 6);
        }
        progress.clear();
        assertThat(text.toString().lines()).containsExactly("step 0", "step 5", "step 6", "step 11");
        assertThat(text.toString()).doesNotContain("\r\r").doesNotStartWith("\r");
    }

    @ParameterizedTest
    @CsvSource({"0.4,0 s", "59.4,59 s", "59.6,1:00", "3599,59:59", "3725,1:02:05"})
    void durationsAreShort(double s, String shown) {
        assertThat(Progress.duration(s)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "949.6,950", "999.4,999", "999.6,1.0k", "8449,8.4k", "999949,999.9k", "999950,1.0M"})
    void ratesHaveFewDigits(double rate, String shown) {
        assertThat(Progress.rate(rate)).isEqualTo(shown);
    }
}
