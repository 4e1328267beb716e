package dev.rlvr4j.experiments.report;

import java.nio.file.Path;

/**
 * Writes the reports of {@link Comparisons} into a folder, to be looked at:
 *
 * <pre>
 * java -cp experiments/target/test-classes:experiments/target/classes:$(cat experiments/target/classpath.txt) \\
 *     dev.rlvr4j.experiments.report.Example /tmp/reports
 * scripts/report_screenshots.sh /tmp/reports/usual/report.html /tmp/reports/pictures
 * </pre>
 */
final class Example {
    private Example() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Report.write(Comparisons.usual(), folder.resolve("usual"));
        Report.write(Comparisons.many(), folder.resolve("many"));
        Report.write(Comparisons.nothingRun(), folder.resolve("nothing-run"));
        Report.write(Comparisons.single(), folder.resolve("single"));
        Report.write(Comparisons.empty(), folder.resolve("empty"));
        Report.write(Comparisons.notANumber(), folder.resolve("not-a-number"));
        Report.write(Comparisons.hostile(), folder.resolve("hostile"));
    }
}
