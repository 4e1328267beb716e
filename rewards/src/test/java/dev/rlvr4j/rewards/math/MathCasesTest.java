package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MathCasesTest {
    /** Where we differ from Math-Verify's labels, and why. */
    private static final Map<String, String> DIFFER = Map.of(
            "test_all.test_relations_math[10]",
                    "x = 5+5+1 = 7 = 11 contradicts itself; every term of a chain must agree",
            "test_all.test_relations_math[12]", "as [10]",
            "test_all.test_relations_math[27]", "z = 3+3 = 2 contradicts itself",
            "test_all.test_complex_math_expressions[4]", "the gold is broken (a form feed for \\f): GOLD_UNUSABLE",
            "test_yujianll.test_string_extraction[9]", "1 - 1/e is not 1 + 1/e: the label is wrong");

    /** Numbers in prose: the verifier math wants a marked answer, or a response that is nothing but one; math-lenient takes these. */
    private static final Map<String, String> PROSE = Map.of(
            "test_all.test_number_extraction[7]", "Soucis : 2,74 $ a..",
            "test_all.test_number_extraction[13]", "the number is not 10 which is 1,000.99",
            "test_all.test_number_extraction[14]", "the same",
            "test_all.test_number_extraction[16]", "not it's not 10 it's 1,000.99");

    @Test
    void agreesWithMathVerifyBarringTheCasesListed() throws IOException {
        Map<String, String> differing = new TreeMap<>();
        for (JsonObject each : lines("math_cases.jsonl")) {
            Judgement judgement = judge(new LenientMathMatch(), each, each.getString("pred"));
            if ((judgement.verdict() == Verdict.CORRECT) != each.getBoolean("expected")) {
                differing.put(each.getString("id"), judgement.toString());
            }
        }
        assertThat(differing.keySet()).as("%s", differing).isEqualTo(new TreeMap<>(DIFFER).keySet());
    }

    @Test
    void withoutLenienceOnlyNumbersInProseAreMissed() throws IOException {
        Map<String, String> missed = new TreeMap<>();
        for (JsonObject each : lines("math_cases.jsonl")) {
            Judgement judgement = judge(new MathMatch(), each, each.getString("pred"));
            boolean agrees = (judgement.verdict() == Verdict.CORRECT) == each.getBoolean("expected");
            if (!agrees && !DIFFER.containsKey(each.getString("id"))) {
                missed.put(each.getString("id"), judgement.verdict() + " " + each.getString("pred"));
            }
        }
        assertThat(missed.values()).allMatch(each -> each.startsWith("NO_ANSWER "));
        assertThat(missed.keySet()).isEqualTo(new TreeMap<>(PROSE).keySet());
    }

    @Test
    void everyAdversarialCaseIsRightAndQuick() throws IOException {
        MathMatch verifier = new MathMatch();
        for (JsonObject each : lines("adversarial.jsonl")) {
            String response = each.getString("response");
            long start = System.nanoTime();
            Judgement judgement = judge(verifier, each, response);
            double millis = (System.nanoTime() - start) / 1e6;
            assertThat(judgement.verdict() == Verdict.CORRECT)
                    .as("%s: %s", each.getString("why"), judgement)
                    .isEqualTo(each.getBoolean("expected"));
            assertThat(millis).as(each.getString("why")).isLessThan(1_000);
        }
    }

    private static Judgement judge(AnswerVerifier verifier, JsonObject each, String response) throws IOException {
        Map<String, String> metadata = new HashMap<>();
        if (each.containsKey("policy")) {
            metadata.put("policy", each.getString("policy"));
        }
        if (each.containsKey("precision")) {
            metadata.put("precision", each.getInteger("precision").toString());
        }
        Attempt attempt = new Attempt("t", "", each.getString("gold"), response, false, metadata);
        try {
            return verifier.judge(attempt, Deadline.NONE);
        } catch (Exception e) {
            throw new IOException(each.toString(), e);
        }
    }

    static List<JsonObject> lines(String name) throws IOException {
        try (InputStream in = MathCasesTest.class.getResourceAsStream("/math/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JsonObject::new)
                    .toList();
        }
    }
}
