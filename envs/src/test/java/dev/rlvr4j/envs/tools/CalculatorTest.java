package dev.rlvr4j.envs.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.loop.CounterRandom;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {
    @ParameterizedTest
    @CsvSource({
        "17+38, 55",
        " 2 * ( 3 - 10 ) , -14",
        "1/3+1/6, 0.5",
        "1/3, 1/3",
        "2-2/3, 4/3",
        "0.1+0.2, 0.3",
        "-2^2, -4",
        "(-2)^2, 4",
        "2^-3, 0.125",
        "--5, 5",
        "1-2-3, -4",
        "8/4/2, 1",
        "2+3*4^2, 50",
        "100, 100",
        "1000000, 1000000",
        ".5*4., 2",
        "0/7, 0",
    })
    void calculatesExactly(String expression, String value) throws ToolException {
        assertThat(Calculator.evaluate(expression)).isEqualTo(value);
    }

    @Test
    void aPowerIsAllItsDigits() throws ToolException {
        assertThat(Calculator.evaluate("2^1000"))
                .isEqualTo(BigInteger.TWO.pow(1000).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1+",
                "+",
                "(1",
                "1)",
                "1 2",
                "a+1",
                "1..2",
                ".",
                "()",
                "1/0",
                "0^-1",
                "2^0.5",
                "2^3^4",
                "9^1001",
                "(9^1000)^1000",
                "2**3",
                "１+1"
            })
    void saysWhatIsWrong(String expression) {
        assertThatThrownBy(() -> Calculator.evaluate(expression))
                .isInstanceOf(ToolException.class)
                .hasMessageMatching("(?s).{5,}");
    }

    @Test
    void isBoundedInDepthAndSize() {
        for (String hostile : new String[] {
            "(".repeat(1000),
            "(".repeat(400) + "1" + ")".repeat(400),
            "-".repeat(1000),
            "9^1000*".repeat(140) + "9",
            "(((9^999)*(9^999))^2)",
            "1/(" + "7^999*".repeat(100) + "1)"
        }) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> Calculator.evaluate(hostile)).isInstanceOf(ToolException.class);
            assertThat((System.nanoTime() - start) / 1e6).isLessThan(1000);
        }
    }

    @Test
    void noTextOfItsCharactersDoesAnythingButAnswerOrRefuse() {
        String alphabet = "0123456789.+-*/^() a";
        int answered = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = CounterRandom.below(i, 0, 12);
            for (int c = 1; c <= length; c++) {
                text.append(alphabet.charAt(CounterRandom.below(i, c, alphabet.length())));
            }
            try {
                assertThat(Calculator.evaluate(text.toString())).matches("-?[0-9]+([./][0-9]+)?");
                answered++;
            } catch (ToolException e) {
                assertThat(e).hasMessageMatching("(?s).{5,}");
            }
        }
        assertThat(answered).isBetween(500, 49_000);
    }
}
