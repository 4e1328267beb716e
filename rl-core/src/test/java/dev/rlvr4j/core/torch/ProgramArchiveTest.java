package dev.rlvr4j.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramArchiveTest {
    private static final String TEXT = "class M(Module):\n  # ä\n";

    @TempDir
    Path directory;

    @Test
    void theArchiveIsAnUncompressedZipWithTheText() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(ProgramArchive.of(TEXT)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                files.put(entry.getName(), zip.readAllBytes()); // checks the CRC
            }
        }
        assertThat(files.keySet())
                .containsExactlyInAnyOrder(
                        "archive/data.pkl",
                        "archive/code/__torch__.py",
                        "archive/constants.pkl",
                        "archive/version",
                        "archive/byteorder");
        assertThat(new String(files.get("archive/code/__torch__.py"), StandardCharsets.UTF_8))
                .isEqualTo(TEXT);
        assertThat(files.get("archive/version")).isEqualTo("3\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void itsDirectoryIsWholeToo() throws IOException {
        Path file = Files.write(directory.resolve("program.zip"), ProgramArchive.of(TEXT));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(5);
            assertThat(zip.getEntry("archive/data.pkl").getSize()).isPositive();
        }
    }
}
