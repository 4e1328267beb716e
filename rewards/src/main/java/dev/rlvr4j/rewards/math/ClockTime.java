package dev.rlvr4j.rewards.math;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time of day, {@code 3:30 p.m.}
 *
 * @param minutes since the hour 0 or 12
 * @param half "am" or "pm"; empty where the text does not say
 */
record ClockTime(int minutes, String half) {
    /** Null where the text is no time. */
    static @Nullable ClockTime of(String text) {
        if (text.length() > 40) {
            return null;
        }
        StringBuilder plain = new StringBuilder();
        PlainText.unwrapped(text)
                .toLowerCase(Locale.ROOT)
                .chars()
                .filter(c -> c != ' ' && c != '.')
                .forEach(c -> plain.append((char) c));
        String time = plain.toString();
        String half = time.endsWith("am") || time.endsWith("pm") ? time.substring(time.length() - 2) : "";
        String digits = time.substring(0, time.length() - half.length());
        int colon = digits.indexOf(':');
        String hour = colon < 0 ? digits : digits.substring(0, colon);
        String minute = colon < 0 ? "00" : digits.substring(colon + 1);
        boolean shaped = isNumber(hour) && hour.length() <= 2 && isNumber(minute) && minute.length() == 2;
        if (!shaped || colon < 0 && half.isEmpty()) {
            return null;
        }
        int hours = Integer.parseInt(hour);
        int minutes = Integer.parseInt(minute);
        return hours > 24 || minutes > 59
                ? null
                : new ClockTime(hours % (half.isEmpty() ? 25 : 12) * 60 + minutes, half);
    }

    /** Whether both are one time of the clock; one of them may leave its half of the day out. */
    boolean agrees(ClockTime other) {
        boolean halves = half.equals(other.half) || half.isEmpty() || other.half.isEmpty();
        return halves && minutes % 720 == other.minutes % 720;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Digits.isDigit((char) c));
    }
}
