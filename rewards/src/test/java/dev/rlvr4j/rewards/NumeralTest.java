package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumeralTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,234 | 1234",
                "$5.00 | 5",
                "-$5 | -5",
                "$-5 | -5",
                "5€ | 5",
                "3/4 | 0.75",
                "6/8 | 3/4",
                "-3 / 4 | -0.75",
                "-7 | \u22127",
                "+7 | 7",
                "50% | 0.5",
                "12.5\\% | 1/8",
                ".5 | 0.50",
                "72. | 72",
                "007 | 7",
                "1e3 | 1000",
                "2.5E-1 | 1/4",
                "-0 | 0",
                "\\frac{3}{4} | 0.75",
                "-\\dfrac{3}{4} | -0.75",
                "\\frac12 | 0.5",
                "$42$ | 42",
                "\\(42\\) | 42",
                "\\$16,386.17 | 16386.17",
                "1\\,000\\,000 | 1000000",
                "10{,}000 | 10000",
                "1,\\!000 | 1000",
                "1\u2009000 | 1000",
                "\uFF14\uFF12 | 42",
                "0.1 | 1/10",
            })
    void readsEqualNumbersHoweverTheyAreWritten(String a, String b) {
        assertThat(value(a).sameValue(value(b))).isTrue();
        assertThat(value(b).sameValue(value(a))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,2", "0.1,0.10000000000000000000001", "-7,7", "1/3,0.333333", "50%,50", "1e-400,0", "1e1000,1e999"})
    void tellsDifferentNumbersApart(String a, String b) {
        assertThat(value(a).sameValue(value(b))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "$",
                ".",
                "abc",
                "F12",
                "41 or 42",
                "4 2",
                "1,2,3,4",
                "12,34",
                "1234,567",
                "0,123",
                "1,23",
                "1.2.3",
                "--5",
                "-$-5",
                "17+38",
                "2^3",
                "3/0",
                "3/4/5",
                "1.5/2",
                "3/",
                "/4",
                "\\frac{0}{0}",
                "\\frac{1}",
                "\\frac\\frac12",
                "2\\frac13",
                "{42}",
                "42 apples",
                "x=42",
                "NaN",
                "Infinity",
                "0x2A",
                "1e",
                "1e1001",
                "1e999999999",
                "1e-999999999999999999999",
                "\u0664\u0662",
                "4\u200B2",
                "4\n2",
                "\\text{42}",
                "\\",
                "50%%",
                "$5$5",
            })
    void refusesWhatIsNotOneNumber(String text) {
        assertThat(Numeral.parse(text)).isNull();
    }

    @Test
    void refusesEndlessDigitsAtOnce() {
        long start = System.nanoTime();
        for (String text : new String[] {
            "9".repeat(1_000_000),
            "9".repeat(401),
            "0." + "3".repeat(300_000),
            "-".repeat(50_000),
            "\\frac".repeat(50_000),
            "1" + ",000".repeat(50_000),
            "{".repeat(100_000)
        }) {
            assertThat(Numeral.parse(text)).isNull();
        }
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }

    @Test
    void agreesWithBigDecimalOnRandomDecimals() {
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < 2000; i++) {
            BigDecimal a = BigDecimal.valueOf(random.nextLong(-2000, 2000), random.nextInt(-3, 4));
            BigDecimal b = BigDecimal.valueOf(random.nextLong(-2000, 2000), random.nextInt(-3, 4));
            boolean same = value(a.toString()).sameValue(value(b.toPlainString()));
            Rational grouped = value(String.format(Locale.ROOT, "%,d", a.longValue()));

            assertThat(same).as("%s and %s", a, b).isEqualTo(a.compareTo(b) == 0);
            assertThat(grouped.sameValue(value(Long.toString(a.longValue())))).isTrue();
        }
    }

    private static Rational value(String text) {
        return Objects.requireNonNull(Numeral.parse(text), text).value();
    }
}
