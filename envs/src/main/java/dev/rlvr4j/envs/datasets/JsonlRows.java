package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The rows of a JSONL file: UTF-8, one JSON object per line, blank lines allowed; also packed by gzip. */
final class JsonlRows implements Rows {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // 0.10 stays 0.10
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Path file;
    private final InputStream in;
    private final Line line;
    private long number;
    private boolean found;

    JsonlRows(Path file, boolean gzip) {
        this.file = file;
        try {
            InputStream raw = Files.newInputStream(file);
            in = gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException e) {
            throw unreadable(e);
        }
        line = new Line(in);
    }

    @Override
    public @Nullable ObjectNode next() {
        try {
            while (line.next()) {
                if (++number == 1) {
                    line.dropByteOrderMark();
                }
                if (!line.isBlank()) {
                    found = true;
                    return row(line, file, number);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!found) {
            throw new InputException("data set " + file
                    + " is empty; it needs at least one row, e.g. {\"question\": \"2+3=\", \"answer\": \"5\"}");
        }
        return null;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputException unreadable(IOException e) {
        return new InputException("data set " + file + " cannot be read: " + e, e);
    }

    private static ObjectNode row(Line line, Path file, long number) throws IOException {
        JsonNode node;
        try {
            node = MAPPER.readTree(line.bytes(), 0, line.length());
        } catch (JsonProcessingException e) {
            String column = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new InputException(
                    file + ":" + number + ": not valid JSON" + column + ": " + e.getOriginalMessage()
                            + "; a JSONL file has one complete JSON object per line",
                    e);
        } catch (NumberFormatException e) { // an exponent beyond those of BigDecimal
            throw new InputException(
                    file + ":" + number
                            + ": a number in this row is too large or too small to be read; write it as text",
                    e);
        }
        if (!(node instanceof ObjectNode row)) {
            throw new InputException(file + ":" + number + ": the row is "
                    + (node.isArray()
                            ? "an array"
                            : "a " + node.getNodeType().name().toLowerCase(Locale.ROOT))
                    + ", but must be a JSON object; a JSONL file has one per line, without brackets or commas around");
        }
        return row;
    }

    /** The lines of a file as bytes, so that Jackson sees broken UTF-8 and names its line. The line's buffer is reused. */
    private static final class Line extends ByteArrayOutputStream {
        private final byte[] chunk = new byte[1 << 16];
        private final InputStream in;
        private int from;
        private int to;

        Line(InputStream in) {
            this.in = in;
        }

        boolean next() throws IOException {
            reset();
            while (fill()) {
                int end = from;
                while (end < to && chunk[end] != '\n') {
                    end++;
                }
                write(chunk, from, end - from);
                from = end + 1;
                if (end < to) {
                    return true;
                }
            }
            return count > 0;
        }

        private boolean fill() throws IOException {
            if (from >= to) {
                from = 0;
                to = in.read(chunk);
            }
            return to > 0;
        }

        byte[] bytes() {
            return buf;
        }

        int length() {
            return count;
        }

        void dropByteOrderMark() {
            if (count >= 3 && buf[0] == (byte) 0xEF && buf[1] == (byte) 0xBB && buf[2] == (byte) 0xBF) {
                count -= 3;
                System.arraycopy(buf, 3, buf, 0, count);
            }
        }

        boolean isBlank() {
            for (int i = 0; i < count; i++) {
                if (buf[i] != ' ' && buf[i] != '\t' && buf[i] != '\r') {
                    return false;
                }
            }
            return true;
        }
    }
}
