package dev.rlvr4j.envs.generators.dates;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Generator {@code calendar_arithmetic}: dates and weekdays some days away, days between dates, and how often a weekday comes
 * in a stretch of days. Dates are written {@code 2022-03-15}. Size: the days in question.
 */
public final class CalendarArithmetic implements Generator<CalendarArithmetic.Settings> {
    /**
     * Which dates.
     *
     * @param minYear first year
     * @param maxYear last year of first dates
     * @param maxOffset most days between two dates
     */
    public record Settings(int minYear, int maxYear, int maxOffset) {
        public Settings {
            Bounds.range("year", minYear, maxYear, 1600, 9000);
            Bounds.within("max_offset", maxOffset, 1, 200_000);
        }
    }

    @Override
    public String name() {
        return "calendar_arithmetic";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2022, 2022, 30),
                new Settings(2020, 2024, 100),
                new Settings(2000, 2030, 365),
                new Settings(1950, 2050, 3_650),
                new Settings(1900, 2100, 36_500));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        LocalDate first = LocalDate.of(draws.between(settings.minYear, settings.maxYear), 1, 1)
                .plusDays(draws.between(0, 364));
        int days = draws.between(1, settings.maxOffset);
        LocalDate last = first.plusDays(days);
        switch (draws.below(4)) {
            case 0 -> {
                boolean after = draws.coin();
                return item(
                        "date",
                        "Which date is " + days + " days " + (after ? "after " + first : "before " + last) + "?",
                        after ? last : first,
                        days);
            }
            case 1 -> {
                boolean after = draws.coin();
                return item(
                        "weekday",
                        "Which weekday is " + days + " days " + (after ? "after " + first : "before " + last) + "?",
                        named((after ? last : first).getDayOfWeek()),
                        days);
            }
            case 2 -> {
                return item("number", "How many days is it from " + first + " to " + last + "?", days, days);
            }
            default -> {
                DayOfWeek weekday = DayOfWeek.of(draws.between(1, 7));
                int untilFirst =
                        Math.floorMod(weekday.getValue() - first.getDayOfWeek().getValue(), 7);
                long count = ChronoUnit.DAYS.between(first, last) < untilFirst ? 0 : (days - untilFirst) / 7 + 1;
                return item(
                        "number",
                        "How many times is it " + named(weekday) + " from " + first + " to " + last
                                + ", both included?",
                        count,
                        days);
            }
        }
    }

    private static Item item(String kind, String question, Object answer, int days) {
        return new Item(question, answer.toString(), days, Map.of("kind", kind));
    }

    private static String named(DayOfWeek weekday) {
        String name = weekday.name().toLowerCase(Locale.ROOT);
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Objects.requireNonNull(task.metadata().get("kind")).equals("number")
                ? Answers.integer(answer, task.reference())
                : Answers.text(answer, task.reference());
    }
}
