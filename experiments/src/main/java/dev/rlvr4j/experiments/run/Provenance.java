package dev.rlvr4j.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where a result comes from: versions, commit and machine. */
public final class Provenance {
    private Provenance() {}

    /** The versions of what ran, and the commit of the source where the launcher ran it from a checkout. */
    public static Map<String, String> versions(String program, String engine) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("rlvr4j", program);
        commit().ifPresent(commit -> versions.put("commit", commit));
        versions.put("engine", engine);
        versions.put("java", Runtime.version().toString());
        return versions;
    }

    /** What it ran on. */
    public static Map<String, Object> machine(String device) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        cpu().ifPresent(cpu -> machine.put("cpu", cpu));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("device", device);
        return machine;
    }

    private static Optional<String> cpu() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // a nicety, not worth a failure
        }
    }

    private static Optional<String> commit() {
        String home = System.getProperty("rlvr.home");
        if (home == null || !Files.exists(Path.of(home, ".git"))) {
            return Optional.empty();
        }
        try {
            String head = git(home, "rev-parse", "HEAD");
            boolean changed =
                    !git(home, "status", "--porcelain", "--untracked-files=no").isEmpty();
            return head.matches("[0-9a-f]{40,64}")
                    ? Optional.of(head + (changed ? " with changes" : ""))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no git on this machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String git(String home, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("git", "-C", home), Stream.of(arguments))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return text;
    }
}
