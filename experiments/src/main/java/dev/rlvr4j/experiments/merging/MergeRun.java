package dev.rlvr4j.experiments.merging;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.LoraExport;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.merge.Combination;
import dev.rlvr4j.core.merge.MergedCheckpoint;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Combines adapters of a model, and writes what comes out. */
public final class MergeRun {
    private MergeRun() {}

    /**
     * What was written.
     *
     * @param out where
     * @param parameters numbers of the adapter's factors, or of the model's weights
     * @param largestRank of the adapter's layers; 0 for a checkpoint
     * @param notes what a user should know, one sentence each
     */
    public record Result(Path out, long parameters, int largestRank, List<String> notes) {}

    /**
     * Merges.
     *
     * @param dtype what the weights of a checkpoint are written in; null is the base's own type
     */
    public static Result run(LoadedModel model, MergeSettings settings, @Nullable DType dtype) {
        BaseModel base = model.base();
        try (NDManager scope = base.newScope();
                Gradients.Mode off = Gradients.recording(false)) {
            Combination combination = settings.combination();
            Compilation combined = combination.combine(
                    base, combination.read(settings.adapters(), settings.everyWeight(), base, scope), scope);
            return settings.intoBase()
                    ? checkpoint(base, combined, dtype, settings.out(), scope)
                    : adapter(base, combined, settings, scope);
        }
    }

    private static Result checkpoint(
            BaseModel base, Compilation combined, @Nullable DType dtype, Path out, NDManager scope) {
        DType type = dtype == null ? base.config().dtype() : dtype;
        ModelConfig written = MergedCheckpoint.write(base, combined, type, out, scope);
        List<String> notes = new ArrayList<>();
        if (!written.modelType().equals(base.config().modelType())) {
            notes.add("written as a " + written.modelType() + " model, since a "
                    + base.config().modelType() + " has no place for the adapter's biases");
        }
        if (type != DType.F32) {
            notes.add("weights are rounded to " + type.name().toLowerCase(Locale.ROOT)
                    + ", which loses the smallest changes; --dtype float32 keeps them");
        }
        long parameters = written.weightShapes().values().stream()
                .mapToLong(MergeRun::size)
                .sum();
        return new Result(out, parameters, 0, notes);
    }

    private static Result adapter(BaseModel base, Compilation combined, MergeSettings settings, NDManager scope) {
        writeLora("combined adapter", combined, base, settings.out(), scope);
        long parameters = 0;
        int largest = 0;
        for (Edit edit : combined.edits().values()) {
            parameters += Objects.requireNonNull(edit.p()).size()
                    + Objects.requireNonNull(edit.q()).size();
            largest = Math.max(
                    largest,
                    Math.toIntExact(Objects.requireNonNull(edit.p()).getShape().get(1)));
        }
        return new Result(settings.out(), parameters, largest, List.of());
    }

    /** Writes an adapter as a plain LoRA; leaves nothing behind where it is none. */
    static void writeLora(String what, Compilation adapter, BaseModel base, Path out, NDManager scope) {
        try {
            Files.createDirectories(out);
            try {
                LoraExport.write(what, adapter, base, out, scope);
            } catch (InputException e) {
                Files.deleteIfExists(out);
                throw e;
            }
        } catch (IOException e) {
            throw new InputException("cannot write to the directory " + out + ": " + e.getMessage(), e);
        }
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return size;
    }
}
