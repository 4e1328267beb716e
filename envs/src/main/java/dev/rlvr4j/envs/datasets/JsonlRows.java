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
import java.util.function.BiConsumer;

/** Streams the rows of one JSONL file: UTF-8, one JSON object per line, blank lines allowed. */
final class JsonlRows {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // 0.10 stays 0.10
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonlRows() {}

    /**
     * Hands every row and its line number (from 1) to the consumer.
     *
     * @throws InputException if the file is missing, unreadable or empty, or a line is not a JSON object
     */
    static void read(Path file, BiConsumer<ObjectNode, Integer> consumer) {
        if (Files.isDirectory(file)) {
            throw new InputException("data set " + file + " is a directory; name a .jsonl file in it");
        }
        if (!Files.exists(file)) {
            throw new InputException("there is no data set "
                    + file.toAbsolutePath().normalize() + "; check the path (it is taken from the current directory)");
        }
        int rows = 0;
        try (InputStream in = Files.newInputStream(file)) {
            Line line = new Line(in);
            for (int number = 1; line.next(); number++) {
                if (number == 1) {
                    line.dropByteOrderMark();
                }
                if (!line.isBlank()) {
                    consumer.accept(row(line, file, number), number);
                    rows++;
                }
            }
        } catch (IOException e) {
            throw new InputException("data set " + file + " cannot be read: " + e, e);
        }
        if (rows == 0) {
            throw new InputException("data set " + file
                    + " is empty; it needs at least one row, e.g. {\"question\": \"2+3=\", \"answer\": \"5\"}");
        }
    }

    private static ObjectNode row(Line line, Path file, int number) throws IOException {
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
