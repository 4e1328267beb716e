package dev.rlvr4j.rewards.code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of a process and all that it started, as Linux's /proc tells; what has ended has none. */
final class ResidentMemory {
    private static final String FIELD = "\nVmRSS:";

    private ResidentMemory() {}

    static long bytes(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(each -> bytes(each.pid()))
                .sum();
    }

    private static long bytes(long pid) {
        String status;
        try {
            status = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/status")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return 0; // it has ended, or this is not Linux
        }
        int from = status.indexOf(FIELD);
        if (from < 0) {
            return 0; // it is ending: its memory is gone
        }
        int to = status.indexOf("kB", from);
        return Long.parseLong(status.substring(from + FIELD.length(), to).strip()) << 10;
    }
}
