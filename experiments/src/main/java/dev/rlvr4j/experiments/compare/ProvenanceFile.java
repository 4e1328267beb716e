package dev.rlvr4j.experiments.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.run.Provenance;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a comparison was run by and on, as far as it is known when it begins.
 *
 * @param command what was typed
 * @param versions of the program, engine and Java
 * @param machine what it ran on
 */
record ProvenanceFile(String command, Map<String, String> versions, Map<String, String> machine) {
    private static final String NAME = "provenance.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes it. Where a comparison goes on under other versions, both are kept. */
    static void write(ComparisonFolder folder, String command, LoadedModel model, String program) {
        Map<String, String> versions = new LinkedHashMap<>(Provenance.versions(program, Torch.version()));
        Map<String, String> machine = new LinkedHashMap<>();
        Provenance.machine(model.device()).forEach((key, value) -> machine.put(key, String.valueOf(value)));
        ProvenanceFile now = new ProvenanceFile(command, versions, machine);
        Path file = folder.path().resolve(NAME);
        if (Files.exists(file)) {
            now = read(folder).resumedBy(now);
        }
        try {
            RunFolder.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(now) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("provenance is plain JSON", e);
        }
    }

    static ProvenanceFile read(ComparisonFolder folder) {
        Path file = folder.path().resolve(NAME);
        try {
            return JSON.readValue(file.toFile(), ProvenanceFile.class);
        } catch (IOException e) {
            throw new InputException(
                    file + " cannot be read (" + e.getMessage() + "); ./rlvr compare --resume writes it again if it is"
                            + " removed",
                    e);
        }
    }

    private ProvenanceFile resumedBy(ProvenanceFile later) {
        Map<String, String> both = new LinkedHashMap<>(versions);
        later.versions.forEach((name, version) -> {
            if (!version.equals(versions.get(name))) {
                both.put(name + ", when resumed", version);
            }
        });
        Map<String, String> machines = new LinkedHashMap<>(machine);
        later.machine.forEach((name, value) -> {
            if (!value.equals(machine.get(name))) {
                machines.put(name + ", when resumed", value);
            }
        });
        return new ProvenanceFile(command, both, machines);
    }
}
