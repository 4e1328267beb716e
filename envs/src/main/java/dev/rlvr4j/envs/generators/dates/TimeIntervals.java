package dev.rlvr4j.envs.generators.dates;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Generator {@code time_intervals}: how long it is from one time to another, of six kinds: minutes, seconds, milliseconds, whole
 * days, days and times, and times in different offsets from UTC. Size: logarithm of the interval's milliseconds.
 */
public final class TimeIntervals implements Generator<TimeIntervals.Settings> {
    private static final long DAY = 24L * 60 * 60 * 1_000;
    private static final List<String> KINDS =
            List.of("minutes", "seconds", "millis", "days", "days+minutes", "offsets");

    /**
     * How long intervals are.
     *
     * @param maxSeconds longest interval inside a day, in seconds
     * @param maxDays longest interval between days
     */
    public record Settings(int maxSeconds, int maxDays) {
        public Settings {
            Bounds.within("max_seconds", maxSeconds, 60, 24 * 60 * 60 - 1);
            Bounds.within("max_days", maxDays, 1, 100_000);
        }
    }

    @Override
    public String name() {
        return "time_intervals";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(60 * 60, 7),
                new Settings(4 * 60 * 60, 31),
                new Settings(10 * 60 * 60, 100),
                new Settings(24 * 60 * 60 - 1, 365),
                new Settings(24 * 60 * 60 - 1, 1_826));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        String kind = draws.of(KINDS);
        boolean inADay = List.of("minutes", "seconds", "millis").contains(kind);
        long unit = kind.equals("millis") ? 1 : kind.equals("seconds") ? 1_000 : kind.equals("days") ? DAY : 60_000;
        long longest = inADay ? settings.maxSeconds * 1_000L : settings.maxDays * DAY;
        long interval = unit * draws.between(1L, longest / unit);
        long start = inADay
                ? unit * draws.between(0L, (DAY - 1 - interval) / unit)
                : DAY * draws.between(0L, 9_000L) + (kind.equals("days") ? 0 : 60_000 * draws.between(0L, 1_439L));
        LocalDateTime from = LocalDateTime.of(2000, 1, 1, 0, 0).plusNanos(start * 1_000_000);
        LocalDateTime to = from.plusNanos(interval * 1_000_000);
        String question = switch (kind) {
            case "minutes" -> between(from, to, "HH:mm", "HH:MM");
            case "seconds" -> between(from, to, "HH:mm:ss", "HH:MM:SS");
            case "millis" -> between(from, to, "HH:mm:ss.SSS", "HH:MM:SS.mmm");
            case "days" -> between(from, to, "yyyy-MM-dd", "N days");
            case "days+minutes" -> between(from, to, "yyyy-MM-dd HH:mm", "N days, HH:MM");
            default -> between(abroad(from, draws), abroad(to, draws), "N days, HH:MM");
        };
        return new Item(question, text(kind, interval), Math.log10(interval), Map.of("kind", kind));
    }

    private static String between(LocalDateTime from, LocalDateTime to, String pattern, String form) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        return between(format.format(from), format.format(to), form);
    }

    private static String between(String from, String to, String form) {
        return "How long is it from " + from + " to " + to + " (" + form + ")?";
    }

    /** A time as a clock with a random offset from UTC shows it. */
    private static String abroad(LocalDateTime utc, Draws draws) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(30 * 60 * draws.between(-22, 24));
        String id = offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                        .format(utc.atOffset(ZoneOffset.UTC).withOffsetSameInstant(offset))
                + " (UTC" + id + ")";
    }

    private static String text(String kind, long interval) {
        long millis = interval % 1_000;
        long seconds = interval / 1_000 % 60;
        long minutes = interval / 60_000 % 60;
        long hours = interval / 3_600_000 % 24;
        long days = interval / DAY;
        return switch (kind) {
            case "minutes" -> "%02d:%02d".formatted(hours, minutes);
            case "seconds" -> "%02d:%02d:%02d".formatted(hours, minutes, seconds);
            case "millis" -> "%02d:%02d:%02d.%03d".formatted(hours, minutes, seconds, millis);
            case "days" -> days + " days";
            default -> "%d days, %02d:%02d".formatted(days, hours, minutes);
        };
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        String kind = Objects.requireNonNull(task.metadata().get("kind"));
        Optional<Long> interval = read(kind, answer);
        return interval.map(
                        i -> Answers.compared(answer, interval.equals(read(kind, task.reference())), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "an interval in the form that is asked for"));
    }

    /** Milliseconds of {@code N days}, {@code N days, HH:MM}, {@code HH:MM}, {@code HH:MM:SS} or {@code HH:MM:SS.mmm}. */
    private static Optional<Long> read(String kind, String answer) {
        String text = answer.strip().toLowerCase(Locale.ROOT);
        int word = text.indexOf("day");
        String time = text;
        long days = 0;
        if (kind.startsWith("days") || kind.equals("offsets")) {
            String number = word < 0 ? text : text.substring(0, word);
            Optional<BigInteger> read = Literals.integer(number).filter(d -> d.signum() >= 0 && d.bitLength() < 20);
            if (read.isPresent()) {
                days = read.get().longValue();
                time = word < 0 ? "" : text.substring(word + (text.startsWith("days", word) ? 4 : 3));
                time = time.startsWith(",") ? time.substring(1).strip() : time.strip();
            } else if (word >= 0) {
                return Optional.empty();
            }
        }
        boolean wholeDays = time.isEmpty() && !text.isEmpty() && (kind.equals("days") || word >= 0);
        Optional<Long> clock = wholeDays ? Optional.of(0L) : clock(kind, time);
        long before = days * DAY;
        return clock.map(c -> before + c);
    }

    private static Optional<Long> clock(String kind, String time) {
        String[] parts = time.split("[:.]", -1);
        int wanted = kind.equals("millis") ? 4 : kind.equals("seconds") ? 3 : kind.equals("days") ? 0 : 2;
        boolean point = parts.length == 4 && time.lastIndexOf('.') == time.length() - 4;
        if (parts.length != wanted || (wanted == 4) != point || time.indexOf('.') != time.lastIndexOf('.')) {
            return Optional.empty();
        }
        long[] limits = {100_000, 60, 60, 1_000};
        long[] units = {3_600_000, 60_000, 1_000, 1};
        long sum = 0;
        for (int i = 0; i < wanted; i++) {
            if (!Literals.isDigits(parts[i]) || parts[i].length() > 5 || Long.parseLong(parts[i]) >= limits[i]) {
                return Optional.empty();
            }
            sum += Long.parseLong(parts[i]) * units[i];
        }
        return Optional.of(sum);
    }
}
