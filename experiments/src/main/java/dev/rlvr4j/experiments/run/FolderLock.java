package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps other processes out of a folder that this one writes. */
public final class FolderLock implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private FolderLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Locks a folder that exists.
     *
     * @throws InputException if it is locked already
     */
    public static FolderLock on(Path path) {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException sameProcess) {
                // answered below like a lock of another process
            }
            if (lock == null) {
                channel.close();
                throw new InputException("another process is writing into " + path
                        + "; wait for it, end it, or give another folder with --out");
            }
            return new FolderLock(path, channel);
        } catch (IOException e) {
            throw new InputException("the run folder " + path + " cannot be written: " + RunFolder.reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RlvrException("the lock of " + path + " cannot be released: " + RunFolder.reason(e), e);
        }
    }
}
