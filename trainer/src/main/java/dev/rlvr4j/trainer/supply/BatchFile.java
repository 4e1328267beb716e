package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Batches in a file: tokens, log-probs, version spans and scores as they are, floats bit for bit. Big-endian binary, counts
 * before lists, gzip around it, whose checksum is checked.
 */
final class BatchFile {
    private static final int MAGIC = 0x524c4231; // RLB1
    private static final int MOST = 1 << 24;

    private BatchFile() {}

    static void write(Path file, List<Batch> batches) throws IOException {
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)))) {
            out.writeInt(MAGIC);
            out.writeInt(batches.size());
            for (Batch batch : batches) {
                write(out, batch);
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws InputException if it is damaged
     */
    static List<Batch> read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it does not begin as batches do");
            }
            List<Batch> batches = new ArrayList<>();
            for (int i = count(in); i > 0; i--) {
                batches.add(batch(in));
            }
            if (in.read() != -1) { // also makes gzip compare its checksum
                throw new IOException("something follows its end");
            }
            return batches;
        } catch (IOException | RlvrException | IndexOutOfBoundsException e) {
            throw new InputException("the batches in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void write(DataOutputStream out, Batch batch) throws IOException {
        out.writeInt(batch.step());
        ScoredGroups scored = batch.scored();
        out.writeDouble(scored.rolloutSeconds());
        out.writeDouble(scored.rewardSeconds());
        writeNumbers(out, scored.figures());
        out.writeInt(batch.tasks().size());
        for (int i = 0; i < batch.tasks().size(); i++) {
            Task task = batch.tasks().get(i);
            writeText(out, task.id());
            writeText(out, task.question());
            writeText(out, task.reference());
            out.writeInt(task.metadata().size());
            for (Map.Entry<String, String> entry : task.metadata().entrySet()) {
                writeText(out, entry.getKey());
                writeText(out, entry.getValue());
            }
            write(out, scored.groups().get(i));
        }
    }

    private static Batch batch(DataInputStream in) throws IOException {
        int step = in.readInt();
        double rolloutSeconds = in.readDouble();
        double rewardSeconds = in.readDouble();
        Map<String, Double> figures = numbers(in);
        List<Task> tasks = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            String id = text(in);
            String question = text(in);
            String reference = text(in);
            Map<String, String> metadata = new LinkedHashMap<>();
            for (int m = count(in); m > 0; m--) {
                metadata.put(text(in), text(in));
            }
            tasks.add(new Task(id, question, reference, metadata));
            groups.add(group(in));
        }
        return new Batch(step, tasks, new ScoredGroups(groups, figures, rolloutSeconds, rewardSeconds));
    }

    private static void write(DataOutputStream out, Group group) throws IOException {
        writeText(out, group.prompt().taskId());
        writeText(out, group.prompt().text());
        writeInts(out, group.prompt().tokens());
        out.writeInt(group.completions().size());
        for (int i = 0; i < group.completions().size(); i++) {
            write(out, group.completions().get(i));
            Score score = group.scores().get(i);
            out.writeDouble(score.value());
            writeNumbers(out, score.parts());
            writeText(out, score.reason());
        }
    }

    private static Group group(DataInputStream in) throws IOException {
        Prompt prompt = new Prompt(text(in), text(in), ints(in));
        List<Completion> completions = new ArrayList<>();
        List<Score> scores = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            completions.add(completion(in));
            scores.add(new Score(in.readDouble(), numbers(in), text(in)));
        }
        return new Group(prompt, completions, scores);
    }

    private static void write(DataOutputStream out, Completion completion) throws IOException {
        writeInts(out, completion.tokens());
        for (float logProb : completion.logProbs()) {
            out.writeInt(Float.floatToRawIntBits(logProb));
        }
        out.writeByte(completion.finishReason().ordinal());
        out.writeInt(completion.versions().size());
        for (VersionSpan span : completion.versions()) {
            out.writeInt(span.start());
            out.writeInt(span.end());
            writeText(out, span.version().adapter());
            out.writeLong(span.version().number());
        }
        writeText(out, completion.text());
    }

    private static Completion completion(DataInputStream in) throws IOException {
        int[] tokens = ints(in);
        float[] logProbs = new float[tokens.length];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = Float.intBitsToFloat(in.readInt());
        }
        FinishReason reason = FinishReason.values()[in.readByte()];
        List<VersionSpan> versions = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            versions.add(new VersionSpan(in.readInt(), in.readInt(), new AdapterVersion(text(in), in.readLong())));
        }
        return new Completion(tokens, logProbs, reason, versions, text(in));
    }

    private static void writeNumbers(DataOutputStream out, Map<String, Double> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<String, Double> entry : numbers.entrySet()) {
            writeText(out, entry.getKey());
            out.writeLong(Double.doubleToRawLongBits(entry.getValue()));
        }
    }

    private static Map<String, Double> numbers(DataInputStream in) throws IOException {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (int i = count(in); i > 0; i--) {
            numbers.put(text(in), Double.longBitsToDouble(in.readLong()));
        }
        return numbers;
    }

    private static void writeInts(DataOutputStream out, int[] values) throws IOException {
        out.writeInt(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
    }

    private static int[] ints(DataInputStream in) throws IOException {
        int[] values = new int[count(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    /** As chars: a text may hold half a character, which UTF-8 would lose. gzip sees to the zeros. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String text(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = count(in); i > 0; i--) {
            text.append(in.readChar());
        }
        return text.toString();
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("it says that " + count + " things follow");
        }
        return count;
    }
}
