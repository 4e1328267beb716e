package dev.rlvr4j.envs.datasets;

import org.jspecify.annotations.Nullable;

/**
 * Which fields of a row are the task's. All other fields are kept as metadata. A dot reaches into an object:
 * {@code reward_model.ground_truth}.
 *
 * @param question field of the question, or null to find it: {@code question}, {@code problem} or {@code prompt}
 * @param answer field of the reference, or null to find it: {@code answer}, {@code final_answer}, {@code reference},
 *     {@code solution} or {@code target}
 * @param id field of the task's id, or null to name tasks by file and line
 */
public record FieldMapping(
        @Nullable String question,
        @Nullable String answer,
        @Nullable String id) {
    /** Finds both fields by their common names. */
    public static FieldMapping auto() {
        return new FieldMapping(null, null, null);
    }
}
