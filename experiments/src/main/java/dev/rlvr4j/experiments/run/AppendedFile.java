package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only grows, and that a resumed run can cut back to a length it had before. Thread-safe; an entry is handed to
 * the operating system before {@link #append} returns.
 */
final class AppendedFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    /** Opens the file, made if needed, and cuts it to {@code length} bytes. */
    AppendedFile(Path path, long length) {
        this.path = path;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() < length) {
                channel.close();
                throw new RlvrException(path + " is shorter than it was at the checkpoint: "
                        + Files.size(path) + " bytes, then " + length
                        + "; it was changed since, so the run cannot be resumed into this folder");
            }
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            throw new RlvrException(path + " cannot be opened for writing: " + RunFolder.reason(e), e);
        }
    }

    synchronized void append(byte[] entry) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(entry);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new RlvrException(path + " cannot be written: " + RunFolder.reason(e), e);
        }
    }

    /** Bytes so far, all of them on disk: what a checkpoint remembers. */
    synchronized long flushedLength() {
        try {
            channel.force(false);
            return channel.size();
        } catch (IOException e) {
            throw new RlvrException(path + " has no length: " + RunFolder.reason(e), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RlvrException(path + " cannot be closed: " + RunFolder.reason(e), e);
        }
    }
}
