package dev.rlvr4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.analysis.Comparison;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FigureLayoutTest {
    private static final Pattern SIZE = Pattern.compile("font-size:([\\d.]+)px;text-anchor:(\\w+)");
    /** Width of a usual sans-serif character in parts of its height. */
    private static final double CHARACTER = 0.5;

    @ParameterizedTest
    @MethodSource
    void textsDoNotOverlapAndNothingIsOutsideItsFigure(Comparison comparison) throws Exception {
        NodeList figures = page(comparison).getElementsByTagName("svg");
        int texts = 0;
        for (int i = 0; i < figures.getLength(); i++) {
            Element figure = (Element) figures.item(i);
            String[] box = figure.getAttribute("viewBox").split(" ");
            Rectangle2D frame =
                    new Rectangle2D.Double(-8, -1, Double.parseDouble(box[2]) + 16, Double.parseDouble(box[3]) + 2);
            texts += checkTexts(figure, frame);
            checkShapes(figure, frame);
        }
        assertThat(texts).isGreaterThan(10);
    }

    static Stream<Comparison> textsDoNotOverlapAndNothingIsOutsideItsFigure() {
        return Stream.of(
                Comparisons.usual(),
                Comparisons.many(),
                Comparisons.single(),
                Comparisons.hostile(),
                Comparisons.notANumber());
    }

    private static int checkTexts(Element figure, Rectangle2D frame) {
        List<Rectangle2D> places = new ArrayList<>();
        NodeList texts = figure.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            Rectangle2D place = place(text);
            assertThat(frame.contains(place)).as(text.getTextContent()).isTrue();
            assertThat(places).as(text.getTextContent()).noneMatch(place::intersects);
            places.add(place);
        }
        return places.size();
    }

    private static void checkShapes(Element figure, Rectangle2D frame) {
        for (String shape : List.of("polyline", "polygon")) {
            NodeList shapes = figure.getElementsByTagName(shape);
            for (int i = 0; i < shapes.getLength(); i++) {
                String points = ((Element) shapes.item(i)).getAttribute("points");
                for (String point : points.split(" ")) {
                    String[] xy = point.split(",");
                    assertThat(frame.contains(Double.parseDouble(xy[0]), Double.parseDouble(xy[1])))
                            .as(figure.getAttribute("aria-label") + point)
                            .isTrue();
                }
            }
        }
    }

    private static Document page(Comparison comparison) throws Exception {
        ArmStyles styles = new ArmStyles(comparison.arms());
        AccuracyFigures accuracy = new AccuracyFigures(comparison, styles);
        String html = new Page(
                        comparison,
                        styles,
                        Stream.of(
                                        accuracy.learningCurves(),
                                        accuracy.learningRates(),
                                        accuracy.ranks(),
                                        DifferenceFigure.of(comparison))
                                .flatMap(Optional::stream)
                                .toList(),
                        new SpectralFigures(comparison.arms(), styles).all())
                .html();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    }

    private static Rectangle2D place(Element text) {
        Matcher style = SIZE.matcher(text.getAttribute("style"));
        assertThat(style.find()).isTrue();
        double size = Double.parseDouble(style.group(1));
        double width = CHARACTER * size * text.getTextContent().length();
        double x = Double.parseDouble(text.getAttribute("x"));
        double from = switch (style.group(2)) {
            case "start" -> x;
            case "middle" -> x - width / 2;
            default -> x - width;
        };
        return new Rectangle2D.Double(from, Double.parseDouble(text.getAttribute("y")) - 0.8 * size, width, size);
    }
}
