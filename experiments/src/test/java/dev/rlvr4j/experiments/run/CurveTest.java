package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveTest {
    private static final int ACCURACY = 0x1f5fa8;
    private static final int REWARD = 0xd97b29;

    @TempDir
    Path folder;

    @Test
    void bothCurvesAreDrawn() throws IOException {
        BufferedImage image = draw(
                LongStream.rangeClosed(0, 8)
                        .mapToObj(i -> new Curve.Accuracy(
                                5 * i, 0.4 + 0.07 * i, 0.34 + 0.07 * i, Math.min(1, 0.46 + 0.07 * i)))
                        .toList(),
                LongStream.rangeClosed(1, 40)
                        .mapToObj(i -> new Curve.Reward(i, 0.4 + 0.014 * i + 0.02 * Math.sin(i)))
                        .toList());
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(600);
        assertThat(pixels(image, ACCURACY)).isGreaterThan(200);
        assertThat(pixels(image, REWARD)).isGreaterThan(200);
    }

    @Test
    void aRunWithoutEvaluationsOrWithOneStillHasAPicture() throws IOException {
        assertThat(pixels(draw(List.of(), List.of(new Curve.Reward(1, -2), new Curve.Reward(2, 3))), REWARD))
                .isPositive();
        assertThat(pixels(draw(List.of(new Curve.Accuracy(0, 0.5, 0.4, 0.6)), List.of()), ACCURACY))
                .isPositive();
    }

    private BufferedImage draw(List<Curve.Accuracy> accuracy, List<Curve.Reward> reward) throws IOException {
        Path png = folder.resolve("curve.png");
        Curve.write(png, "arithmetic, seed 1", accuracy, reward);
        return ImageIO.read(png.toFile());
    }

    private static long pixels(BufferedImage image, int rgb) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
            }
        }
        return count;
    }
}
