package dev.rlvr4j.trainer.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The SHA-256 of every file of a directory, in {@code manifest.sha256}: what {@code sha256sum -c manifest.sha256} reads. A
 * directory is intact where the manifest made of it now is the one in it, byte for byte.
 */
final class Manifest {
    static final String NAME = "manifest.sha256";

    private Manifest() {}

    /** Writes the manifest of a directory that is otherwise complete. */
    static void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        files(directory).forEach((name, file) -> {
            try {
                text.append(line(digest(file), name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Files.writeString(directory.resolve(NAME), text);
    }

    /** What is wrong with a directory that a manifest was written into: the first file and the reason; empty where nothing is. */
    static Optional<String> damage(Path directory) {
        List<String> listed;
        Map<String, Path> present;
        try {
            if (!Files.exists(directory.resolve(NAME))) {
                return Optional.of(NAME + " is missing; it holds the checksums (versions before them wrote none)");
            }
            byte[] bytes = Files.readAllBytes(directory.resolve(NAME));
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (!text.endsWith("\n")) {
                return Optional.of(NAME + " is truncated");
            }
            listed = List.of(text.substring(0, text.length() - 1).split("\n", -1));
            present = files(directory);
            for (String line : listed) {
                String name = line.substring(Math.min(line.length(), 66));
                Path file = present.remove(name);
                if (file == null) {
                    return Optional.of(
                            line.length() > 66 ? name + " is missing" : NAME + " has a line that lists no file");
                }
                String digest;
                try {
                    digest = digest(file);
                } catch (IOException e) {
                    return Optional.of(name + " cannot be read: " + e);
                }
                if (!(line + "\n").equals(line(digest, name))) {
                    return Optional.of(name + " of " + Files.size(file) + " bytes does not have the checksum that "
                            + NAME + " gives it: it was truncated or changed");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("it cannot be read: " + e);
        }
        return present.keySet().stream()
                .findFirst()
                .map(name -> NAME + " does not list " + name + ": it was truncated or changed");
    }

    /** All files but the manifest, by path from the directory, with slashes. */
    private static Map<String, Path> files(Path directory) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (var all = Files.walk(directory)) {
            all.filter(Files::isRegularFile)
                    .forEach(file ->
                            files.put(directory.relativize(file).toString().replace('\\', '/'), file));
        }
        files.remove(NAME);
        return files;
    }

    private static String line(String digest, String name) {
        return digest + "  " + name + "\n";
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            byte[] buffer = new byte[1 << 16];
            while (digest.read(buffer) >= 0) {
                // read through
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
