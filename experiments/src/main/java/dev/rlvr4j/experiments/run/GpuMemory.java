package dev.rlvr4j.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the memory used on a GPU, by {@code nvidia-smi}, twice a second, and keeps the largest. */
public final class GpuMemory implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gpu-memory");
        thread.setDaemon(true);
        return thread;
    });
    private final String[] command;
    private volatile long peak = -1;

    /** @param gpu index of the device */
    public GpuMemory(int gpu) {
        this("nvidia-smi", "--id=" + gpu, "--query-gpu=memory.used", "--format=csv,noheader,nounits");
    }

    /** @param command prints a number of MiB */
    GpuMemory(String... command) {
        this.command = command;
        var unused = clock.scheduleWithFixedDelay(this::look, 0, 500, TimeUnit.MILLISECONDS);
    }

    /** The largest so far, in bytes; -1 where {@code nvidia-smi} is missing or silent. */
    public long bytes() {
        return peak;
    }

    private void look() {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor(5, TimeUnit.SECONDS) && text.matches("\\d{1,9}")) {
                peak = Math.max(peak, Long.parseLong(text) << 20);
            }
        } catch (IOException e) {
            clock.shutdown(); // no such program: nothing to watch
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
