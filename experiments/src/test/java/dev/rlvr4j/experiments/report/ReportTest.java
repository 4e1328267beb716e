package dev.rlvr4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.RunResult;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
    private static final List<String> PICTURES =
            List.of("learning-curves.png", "learning-rates.png", "ranks.png", "differences.png", "spectrum.png");
    private static final Pattern NOTHING = Pattern.compile("\\b(NaN|null|Infinity)\\b");

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /** Of the usual comparison; written once. */
    private static Document usual;

    @BeforeAll
    static void writeTheUsualReport() throws Exception {
        usual = page(Comparisons.usual(), shared);
    }

    @Test
    void thePageTellsOfEveryArmPairRunSeedAndSetting() throws Exception {
        Comparison comparison = Comparisons.usual();
        String text = usual.getDocumentElement().getTextContent();
        assertThat(text)
                .contains(comparison.design().title(), comparison.design().question())
                .contains(comparison.design().settings().strip())
                .contains(
                        comparison.provenance().command(),
                        comparison.provenance().date())
                .contains(comparison.notes());
        for (ArmResult arm : comparison.arms()) {
            assertThat(text).contains(arm.name());
            arm.settings().forEach(s -> assertThat(text).contains(s.key() + " = " + s.value()));
            arm.grid().forEach(p -> assertThat(text).contains(Format.rate(p.learningRate())));
        }
        comparison.pairs().forEach(pair -> assertThat(text).contains(pair.sentence(), Verdicts.words(pair.verdict())));
        ComparisonParts.SEEDS.forEach(seed -> assertThat(text).contains("Seed " + seed));
        comparison
                .provenance()
                .versions()
                .forEach((name, value) -> assertThat(text).contains(name, value));
        comparison
                .provenance()
                .machine()
                .forEach((name, value) -> assertThat(text).contains(name, value));
        List<String> cells = texts(usual, "td");
        for (RunResult run : comparison.runs()) {
            String cell =
                    run.reason() != null ? run.reason() : Format.percent(run.validation()) + Format.percent(run.test());
            assertThat(cells).anyMatch(c -> c.contains(cell));
        }
    }

    @Test
    void everyNumberInTheTablesIsOneOfTheData() throws Exception {
        Comparison comparison = Comparisons.usual();
        JsonNode json =
                new ObjectMapper().readTree(shared.resolve("results.json").toFile());
        Set<Double> known = new HashSet<>();
        numbers(json, known);
        NodeList data = usual.getElementsByTagName("data");
        Set<Double> shown = new HashSet<>();
        for (int i = 0; i < data.getLength(); i++) {
            shown.add(Double.parseDouble(((Element) data.item(i)).getAttribute("value")));
        }
        assertThat(known).containsAll(shown);
        for (ArmResult arm : comparison.arms()) {
            assertThat(shown).contains(arm.test().value(), (double) arm.cost().trainableParameters());
        }
        for (PairResult pair : comparison.pairs()) {
            assertThat(shown).contains(pair.difference().value(), pair.p(), pair.adjusted(), pair.equivalence());
        }
        Element first = (Element) data.item(0);
        assertThat(first.getTextContent())
                .isEqualTo(Format.percent(comparison.arms().get(0).test().value()));
        List<String> lines = Files.readAllLines(shared.resolve("pairs.csv"));
        assertThat(lines).hasSize(1 + comparison.pairs().size());
        assertThat(lines.get(1))
                .startsWith("\"LoRA, rank 1\",Full fine-tuning,"
                        + json.at("/pairs/0/difference/value").asText() + ",");
        assertThat(Files.readAllLines(shared.resolve("runs.csv"))).hasSize(49);
    }

    @Test
    void thePageLoadsNothingAndRunsNothing() throws Exception {
        String html = Files.readString(shared.resolve("report.html"));
        assertThat(html)
                .contains("name=\"viewport\"", "prefers-color-scheme: dark")
                .doesNotContain(
                        "http://", "https://", "url(", "@import", "<script", "<link", "<img", " src=", " href=");
    }

    @Test
    void everyFigureHasALabelAndEveryIdIsUnique() throws Exception {
        Set<String> ids = new HashSet<>();
        int figures = 0;
        NodeList all = usual.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
            if (element.getTagName().equals("svg")) {
                boolean labelled = element.getAttribute("role").equals("img")
                        && !element.getAttribute("aria-label").isBlank();
                assertThat(labelled || element.getAttribute("aria-hidden").equals("true"))
                        .isTrue();
                figures += labelled ? 1 : 0;
            }
        }
        assertThat(figures).isEqualTo(2 * (4 + 4));
    }

    @Test
    void theJsonHoldsTheWholeComparisonWithoutLoss() throws Exception {
        Comparison comparison = Comparisons.usual();
        JsonNode json =
                new ObjectMapper().readTree(shared.resolve("results.json").toFile());
        assertThat(json.at("/design/samples_per_task").asInt()).isEqualTo(4);
        assertThat(json.at("/arms/1/grid/2/learning_rate").doubleValue())
                .isEqualTo(comparison.arms().get(1).grid().get(2).learningRate());
        assertThat(json.at("/arms/3/spectrum/layers/5/singular_values")).hasSize(32);
        assertThat(json.at("/arms/3/cost/peak_memory_bytes").asLong()).isEqualTo(-1);
        assertThat(json.at("/arms/1/to_target").isNull()).isTrue();
        assertThat(json.at("/runs")).hasSize(48);
        assertThat(json.at("/provenance/versions/DJL").asText()).isEqualTo("0.35.1");

        page(Comparisons.notANumber(), folder);
        assertThat(Files.readString(folder.resolve("results.json"))).doesNotContain("NaN");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("results.json").toFile())
                        .at("/pairs/0/p")
                        .isNull())
                .isTrue();
    }

    @Test
    void thePicturesShowTheSeries() throws Exception {
        for (String name : PICTURES) {
            BufferedImage image = ImageIO.read(shared.resolve(name).toFile());
            assertThat(image.getWidth()).isEqualTo(1200);
            assertThat(image.getHeight()).isBetween(750, 1000);
            Set<Integer> colours = new HashSet<>();
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    colours.add(image.getRGB(x, y) & 0xffffff);
                }
            }
            assertThat(colours).as(name).contains(0xffffff, 0x0b57c0, 0x943804, 0x12996f);
        }
    }

    @Test
    void namesCannotBreakThePageOrTheTables() throws Exception {
        Document page = page(Comparisons.hostile(), folder);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(page.getElementsByTagName("b").getLength()).isZero();
        assertThat(page.getDocumentElement().getTextContent()).contains("<script>alert(\"1\")</script>", "\ufffd");
        String name = Comparisons.hostile().arms().get(1).name();
        assertThat(Files.readString(folder.resolve("curves.csv"))).contains('"' + name.replace("\"", "\"\"") + "\",0,");
    }

    @ParameterizedTest
    @MethodSource
    void poorComparisonsHaveAReportToo(Comparison comparison) throws Exception {
        Document page = page(comparison, folder);
        assertThat(NOTHING.matcher(page.getDocumentElement().getTextContent()).find())
                .isFalse();
        NodeList all = page.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (String attribute : List.of("points", "x", "y", "viewBox", "value", "aria-label")) {
                assertThat(NOTHING.matcher(element.getAttribute(attribute)).find())
                        .isFalse();
            }
        }
        for (String csv : Report.DATA.subList(1, Report.DATA.size())) {
            assertThat(NOTHING.matcher(Files.readString(folder.resolve(csv))).find())
                    .as(csv)
                    .isFalse();
        }
    }

    static Stream<Comparison> poorComparisonsHaveAReportToo() {
        Comparison comparison = Comparisons.usual();
        return Stream.of(
                Comparisons.nothingRun(),
                Comparisons.empty(),
                Comparisons.single(),
                Comparisons.notANumber(),
                Comparisons.many(),
                Comparisons.with(comparison, comparison.arms().subList(0, 1), List.of(), List.of(), List.of()));
    }

    @Test
    void aReportReplacesTheOneBefore() throws Exception {
        page(Comparisons.usual(), folder);
        page(Comparisons.nothingRun(), folder);
        String text = Files.readString(folder.resolve("report.html"));
        assertThat(text).contains("not run", "No arm has a finished run yet");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .as("pictures of another state are gone")
                    .doesNotContainAnyElementsOf(PICTURES)
                    .containsAll(Report.DATA);
        }
    }

    private static Document page(Comparison comparison, Path folder) throws Exception {
        Report.write(comparison, folder);
        byte[] html = Files.readAllBytes(folder.resolve("report.html"));
        assertThat(new String(html, StandardCharsets.UTF_8)).startsWith("<!DOCTYPE html>\n<html");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(html));
    }

    private static List<String> texts(Document page, String tag) {
        List<String> texts = new ArrayList<>();
        NodeList elements = page.getElementsByTagName(tag);
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }

    private static void numbers(JsonNode node, Set<Double> into) throws IOException {
        if (node.isNumber()) {
            into.add(node.doubleValue());
        }
        for (JsonNode child : node) {
            numbers(child, into);
        }
    }
}
