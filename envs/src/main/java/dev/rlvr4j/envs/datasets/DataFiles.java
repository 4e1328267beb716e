package dev.rlvr4j.envs.datasets;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that paths name. A path is a file, a folder (its {@code .parquet}, {@code .jsonl} and {@code .jsonl.gz} files at any
 * depth) or a pattern with {@code *}, {@code **}, {@code ?}, <code>{a,b}</code> or {@code [ab]}. The files of one path are in the
 * order of their names, whatever order the file system lists them in.
 */
public final class DataFiles {
    private static final List<String> SUFFIXES = List.of(".parquet", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz");
    private static final Pattern PATTERN_SIGN = Pattern.compile("[*?\\[{]");
    private static final Pattern PART = Pattern.compile("(train|test|validation|valid|dev)(?![a-z])");

    private DataFiles() {}

    /**
     * The files of some paths, each once.
     *
     * @throws InputException if a path names no file, or a folder holds several parts of a data set (train and test)
     */
    public static List<Path> of(List<String> paths) {
        Set<Path> files = new LinkedHashSet<>();
        for (String path : paths) {
            files.addAll(of(path));
        }
        return List.copyOf(files);
    }

    private static List<Path> of(String path) {
        try {
            Path plain = PATTERN_SIGN.matcher(path).find() && !exists(path) ? null : Path.of(path);
            if (plain == null) {
                return matching(path);
            }
            return Files.isDirectory(plain) ? inside(plain) : List.of(plain);
        } catch (InvalidPathException e) {
            throw new InputException("'" + path + "' is no path: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InputException("the files of '" + path + "' cannot be listed: " + e, e);
        }
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false; // a pattern on a file system that allows no such names
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        List<Path> files = walk(folder, file -> {
            String name = name(file);
            return SUFFIXES.stream().anyMatch(name::endsWith);
        });
        if (files.isEmpty()) {
            throw new InputException("the folder " + folder + " has no file that ends in " + String.join(", ", SUFFIXES)
                    + "; name the files of the data set");
        }
        Set<String> parts = new TreeSet<>();
        for (Path file : files) {
            Matcher part = PART.matcher(name(file));
            parts.add(part.lookingAt() ? part.group(1) : "");
        }
        if (parts.size() > 1 && !parts.contains("")) {
            throw new InputException(
                    "the folder " + folder + " holds several parts of a data set (" + String.join(", ", parts)
                            + "); name one of them by a pattern, e.g. " + folder.resolve("**train*"));
        }
        return files;
    }

    private static List<Path> matching(String pattern) throws IOException {
        String slashes = pattern.replace('\\', '/');
        Matcher sign = PATTERN_SIGN.matcher(slashes);
        int before = sign.find() ? slashes.lastIndexOf('/', sign.start()) : -1;
        Path root = Path.of(before < 0 ? "" : slashes.substring(0, before + 1));
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + slashes.substring(before + 1));
        List<Path> files =
                Files.isDirectory(root) ? walk(root, file -> matcher.matches(root.relativize(file))) : List.of();
        if (files.isEmpty()) {
            throw new InputException("no file matches '" + pattern + "', taken from "
                    + Path.of("").toAbsolutePath() + "; * stays within a folder, ** does not");
        }
        return files;
    }

    private static List<Path> walk(Path root, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> files = new ArrayList<>(walk.filter(Files::isRegularFile)
                    .filter(file -> !hidden(root.relativize(file)))
                    .filter(wanted)
                    .toList());
            files.sort(Comparator.comparing(file -> file.toString().replace('\\', '/')));
            return files;
        }
    }

    /** Whether a name on the way begins with a dot, as those of caches do. */
    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }
}
