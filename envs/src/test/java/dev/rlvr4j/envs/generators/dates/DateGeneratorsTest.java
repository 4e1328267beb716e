package dev.rlvr4j.envs.generators.dates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Procedural;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Dates are counted again with the Julian day number (Fliegel, Van Flandern 1968), without java.time. */
class DateGeneratorsTest {
    private static final List<String> WEEKDAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:\\.([0-9]{3}))?(?=[ ?])");
    private static final Pattern OFFSET = Pattern.compile("UTC([-+])([0-9]{2}):([0-9]{2})");

    private static List<Task> tasks(String generator) {
        return IntStream.rangeClosed(1, 5)
                .boxed()
                .flatMap(level -> Procedural.tasks(generator, level, 80).stream())
                .toList();
    }

    /** Day numbers of the dates in a text; day 0 is a Monday. */
    private static List<Long> days(String text) {
        return DATE.matcher(text)
                .results()
                .map(m -> {
                    long year = Long.parseLong(m.group(1));
                    long month = Long.parseLong(m.group(2));
                    long day = Long.parseLong(m.group(3));
                    long a = (14 - month) / 12;
                    long y = year + 4800 - a;
                    return day + (153 * (month + 12 * a - 3) + 2) / 5 + 365 * y + y / 4 - y / 100 + y / 400 - 32045;
                })
                .toList();
    }

    @Test
    void calendarAnswersAgreeWithDayNumbers() {
        for (Task task : tasks("calendar_arithmetic")) {
            String question = task.question();
            List<Long> days = days(question);
            if (question.startsWith("Which")) {
                Matcher count = Pattern.compile("is ([0-9]+) day").matcher(question);
                assertThat(count.find()).isTrue();
                long offset = Long.parseLong(count.group(1));
                long day = days.get(0) + (question.contains("before") ? -offset : offset);
                if (question.startsWith("Which date")) {
                    assertThat(days(task.reference())).as(question).containsExactly(day);
                } else {
                    assertThat(task.reference()).as(question).isEqualTo(WEEKDAYS.get((int) (day % 7)));
                }
            } else if (question.contains("times")) {
                int weekday = WEEKDAYS.indexOf(question.split(" ")[5]);
                long times = LongStream.rangeClosed(days.get(0), days.get(1))
                        .filter(d -> d % 7 == weekday)
                        .count();
                assertThat(task.reference()).as(question).isEqualTo(Long.toString(times));
            } else {
                assertThat(task.reference()).as(question).isEqualTo(Long.toString(days.get(1) - days.get(0)));
            }
        }
    }

    @Test
    void aWeekdayIsOneNameInAnyCase() {
        Task task = Procedural.task("calendar_arithmetic", "?", "Tuesday", "kind", "weekday");
        assertThat(List.of("Tuesday", "tuesday.", "TUESDAY", "\\text{Tuesday}"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of(
                        "Tue", "Monday or Tuesday", "Monday, Tuesday", "not Tuesday", "Tuesday Tuesday", "Wednesday"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void intervalsAgreeWithClocksCountedByHand() {
        for (Task task : tasks("time_intervals")) {
            String question = task.question();
            long days = days(question).isEmpty()
                    ? 0
                    : days(question).get(1) - days(question).get(0);
            List<Long> clocks = TIME.matcher(question)
                    .results()
                    .map(m -> 3_600_000 * number(m.group(1))
                            + 60_000 * number(m.group(2))
                            + 1_000 * number(m.group(3))
                            + number(m.group(4)))
                    .toList();
            List<Long> offsets = OFFSET.matcher(question)
                    .results()
                    .map(m -> (m.group(1).equals("-") ? -60_000L : 60_000L)
                            * (60 * number(m.group(2)) + number(m.group(3))))
                    .toList();
            long millis = 86_400_000 * days
                    + (clocks.isEmpty() ? 0 : clocks.get(1) - clocks.get(0))
                    - (offsets.isEmpty() ? 0 : offsets.get(1) - offsets.get(0));
            String expected = switch (task.metadata().get("kind")) {
                case "minutes" -> clock(millis);
                case "seconds" -> clock(millis) + ":%02d".formatted(millis / 1000 % 60);
                case "millis" -> clock(millis) + ":%02d.%03d".formatted(millis / 1000 % 60, millis % 1000);
                case "days" -> Long.toString(days);
                default -> millis / 86_400_000 + " days " + clock(millis % 86_400_000);
            };
            assertThat(Procedural.accepts(task, expected))
                    .as(question + " " + expected)
                    .isTrue();
            assertThat(Procedural.accepts(task, expected.toUpperCase(Locale.ROOT)))
                    .isTrue();
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String clock(long millis) {
        return "%02d:%02d".formatted(millis / 3_600_000, millis / 60_000 % 60);
    }

    @Test
    void anIntervalIsOneAndInTheFormAsked() {
        Task minutes = Procedural.task("time_intervals", "?", "02:05", "kind", "minutes");
        assertThat(List.of("02:05", "2:05")).allMatch(a -> Procedural.accepts(minutes, a));
        assertThat(List.of("125", "02:05:00", "02:05 or 02:06", "1:65", "-02:05", "02.05", "2h 5min", "0 days, 02:05"))
                .noneMatch(a -> Procedural.accepts(minutes, a));
        Task both = Procedural.task("time_intervals", "?", "1 days, 12:30", "kind", "days+minutes");
        assertThat(List.of("1 days, 12:30", "1 day 12:30", "36:30", "0 days 36:30"))
                .allMatch(a -> Procedural.accepts(both, a));
        assertThat(List.of("1 days", "1", "12:30", "1 days, 1 days, 12:30", "-1 days, 60:30", "days, 12:30"))
                .noneMatch(a -> Procedural.accepts(both, a));
        Task days = Procedural.task("time_intervals", "?", "67 days", "kind", "days");
        assertThat(List.of("67 days", "67", "67 day")).allMatch(a -> Procedural.accepts(days, a));
        assertThat(List.of("67 hours", "days", "66, 67", "66 or 67 days", "67:00"))
                .noneMatch(a -> Procedural.accepts(days, a));
    }
}
