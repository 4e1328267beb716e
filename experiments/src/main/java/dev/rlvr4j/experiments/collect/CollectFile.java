package dev.rlvr4j.experiments.collect;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that kept completions are appended to, with a small one beside it ({@code NAME.progress}) that says up to which task
 * it is complete. After an interruption the lines behind that place are cut off and made again.
 */
final class CollectFile implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * How far a collection is.
     *
     * @param made digest of all that decides about its lines
     * @param tasks tasks that are done
     * @param bytes length of the file after them
     * @param totals what was sampled and kept of them
     */
    record State(String made, long tasks, long bytes, CollectTotals totals) {}

    private final Path path;
    private final FileChannel channel;
    private State state;

    private CollectFile(Path path, FileChannel channel, State state) {
        this.path = path;
        this.channel = channel;
        this.state = state;
    }

    /**
     * Begins a file, or goes on with one.
     *
     * @throws InputException if it is there and not to be gone on with, or was made with other settings
     */
    static CollectFile open(Path path, String made, boolean resume) {
        Path progress = progress(path);
        try {
            State found = resume && Files.exists(progress) ? MAPPER.readValue(progress.toFile(), State.class) : null;
            check(path, made, resume, found);
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            State state = found == null ? new State(made, 0, 0, CollectTotals.NONE) : found;
            channel.truncate(state.bytes());
            channel.position(state.bytes());
            return new CollectFile(path, channel, state);
        } catch (IOException e) {
            throw new InputException("cannot write to " + path + ": " + e, e);
        }
    }

    private static void check(Path path, String made, boolean resume, @Nullable State found) throws IOException {
        if (found == null) {
            if (Files.exists(path) && Files.size(path) > 0) {
                throw new InputException(
                        resume
                                ? "there is " + path + ", but not " + progress(path)
                                        + ", so nothing tells how far it is;" + " give another --out"
                                : "there is a file " + path
                                        + " already; go on with it by --resume, or give another --out");
            }
            return;
        }
        if (!found.made().equals(made)) {
            throw new InputException(
                    path + " was begun with another recipe, adapter or options, so it cannot be gone on with;"
                            + " give the same ones, or another --out");
        }
        if (!Files.exists(path) || Files.size(path) < found.bytes()) {
            throw new InputException(path + " is shorter than when it was left; give another --out");
        }
    }

    private static Path progress(Path path) {
        return path.resolveSibling(path.getFileName() + ".progress");
    }

    /** Tasks that are done. */
    long tasks() {
        return state.tasks();
    }

    /** What was sampled and kept so far. */
    CollectTotals totals() {
        return state.totals();
    }

    /** Appends the rows of the next tasks; they are on the disk when this returns. */
    void append(List<CollectedRow> rows, long tasks, CollectTotals totals) {
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (CollectedRow row : rows) {
                lines.write(MAPPER.writeValueAsBytes(row.fields()));
                lines.write('\n');
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            state = new State(state.made(), tasks, channel.position(), totals);
            Path next = path.resolveSibling(path.getFileName() + ".progress.new");
            Files.write(next, MAPPER.writeValueAsBytes(state));
            Files.move(next, progress(path), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RlvrException("cannot write to " + path + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RlvrException("cannot close " + path + ": " + e, e);
        }
    }
}
