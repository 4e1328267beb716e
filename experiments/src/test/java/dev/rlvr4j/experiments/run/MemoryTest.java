package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTest {
    private static long seen(GpuMemory memory) throws InterruptedException {
        for (int i = 0; i < 200 && memory.bytes() < 0; i++) {
            Thread.sleep(25);
        }
        return memory.bytes();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void gpuMemoryIsReadInMebibytes() throws InterruptedException {
        try (GpuMemory memory = new GpuMemory("sh", "-c", "echo 1234")) {
            assertThat(seen(memory)).isEqualTo(1234L << 20);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aSilentOrMissingProgramLeavesGpuMemoryUnknown() throws InterruptedException {
        try (GpuMemory silent = new GpuMemory("sh", "-c", "echo '[N/A]'");
                GpuMemory missing = new GpuMemory("no-such-program-here")) {
            Thread.sleep(300);
            assertThat(silent.bytes()).isEqualTo(-1);
            assertThat(missing.bytes()).isEqualTo(-1);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thePeakFollowsWhatIsAllocatedAfterARestart() {
        PeakMemory.restart();
        long before = PeakMemory.bytes();
        ByteBuffer large = ByteBuffer.allocateDirect(512 << 20); // not of the Java heap, which may be resident already
        for (int i = 0; i < large.capacity(); i += 4096) {
            large.put(i, (byte) 1);
        }
        assertThat(before).isPositive();
        if (Files.isWritable(Path.of("/proc/self/clear_refs"))) {
            assertThat(PeakMemory.bytes() + large.get(0))
                    .isGreaterThan(before + (64L << 20)); // the rest may have shrunk, by 200 MB once
        }
    }
}
