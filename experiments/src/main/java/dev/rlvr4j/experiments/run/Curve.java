package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.RlvrException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The picture of a run: held-out accuracy with its interval, and the mean reward of the training batches, by step. */
final class Curve {
    private static final Color ACCURACY = new Color(0x1f, 0x5f, 0xa8);
    private static final Color INTERVAL = new Color(0x1f, 0x5f, 0xa8, 48);
    private static final Color REWARD = new Color(0xd9, 0x7b, 0x29);
    private static final Color GRID = new Color(0xe4, 0xe4, 0xe4);
    private static final Color INK = new Color(0x33, 0x33, 0x33);

    private Curve() {}

    /**
     * A point of the accuracy curve.
     *
     * @param step optimizer steps done
     * @param value accuracy in [0, 1]
     * @param low lower end of its interval
     * @param high upper end of its interval
     */
    record Accuracy(long step, double value, double low, double high) {}

    /** The mean reward of one step's batch. */
    record Reward(long step, double value) {}

    /** Writes the picture as PNG, 1000 x 600. */
    static void write(Path png, String title, List<Accuracy> accuracy, List<Reward> reward) {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(600)
                .title(title)
                .xAxisTitle("optimizer step")
                .yAxisTitle("held-out accuracy, mean reward")
                .build();
        style(chart, reward);
        if (accuracy.size() > 1) {
            addInterval(chart, accuracy);
        }
        if (!reward.isEmpty()) {
            XYSeries series = chart.addSeries(
                    "mean reward of the batch",
                    reward.stream().map(Reward::step).toList(),
                    reward.stream().map(Reward::value).toList());
            series.setMarker(SeriesMarkers.NONE).setLineColor(REWARD).setLineStyle(new BasicStroke(1.5f));
        }
        if (!accuracy.isEmpty()) {
            XYSeries series = chart.addSeries(
                    "held-out accuracy",
                    accuracy.stream().map(Accuracy::step).toList(),
                    accuracy.stream().map(Accuracy::value).toList());
            series.setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(ACCURACY)
                    .setLineColor(ACCURACY)
                    .setLineStyle(new BasicStroke(2.5f));
        }
        try {
            BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
        } catch (IOException e) {
            throw new RlvrException(png + " cannot be written: " + RunFolder.reason(e), e);
        }
    }

    private static void addInterval(XYChart chart, List<Accuracy> accuracy) {
        List<Long> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (Accuracy point : accuracy) {
            x.add(point.step());
            y.add(point.high());
        }
        List<Accuracy> back = new ArrayList<>(accuracy);
        Collections.reverse(back);
        for (Accuracy point : back) {
            x.add(point.step());
            y.add(point.low());
        }
        XYSeries band = chart.addSeries("95 % interval", x, y);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0));
        band.setFillColor(INTERVAL);
    }

    private static void style(XYChart chart, List<Reward> reward) {
        Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
        XYStyler style = chart.getStyler();
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        style.setPlotGridVerticalLinesVisible(false);
        style.setAxisTitleFont(text);
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        style.setMarkerSize(7);
        style.setXAxisDecimalPattern("0");
        style.setChartBackgroundColor(Color.WHITE);
        style.setChartFontColor(INK);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        style.setLegendPosition(LegendPosition.InsideSE);
        style.setLegendBorderColor(GRID);
        style.setLegendFont(text);
        double low = reward.stream().mapToDouble(Reward::value).min().orElse(0);
        double high = reward.stream().mapToDouble(Reward::value).max().orElse(1);
        if (low >= 0 && high <= 1) {
            style.setYAxisMin(0.0);
            style.setYAxisMax(1.0);
        }
    }
}
