package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory, written {@code 512MiB} or {@code 1GiB}.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*(B|KiB|MiB|GiB|TiB)");

    public ByteSize {
        if (bytes < 1) {
            throw new InputException("a size must be at least 1 byte, but is " + bytes);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ByteSize of(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return new ByteSize(value.longValue());
        }
        Matcher form = FORM.matcher(value.asText());
        if (!value.isTextual() || !form.matches()) {
            throw new InputException(
                    "a size is a number with B, KiB, MiB, GiB or TiB, such as 512MiB, but this is " + value);
        }
        return new ByteSize(Long.parseLong(form.group(1)) << (10 * UNITS.indexOf(form.group(2))));
    }

    @JsonValue
    @Override
    public String toString() {
        long amount = bytes;
        int unit = 0;
        while (amount % 1024 == 0 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        return amount + UNITS.get(unit);
    }
}
