package dev.rlvr4j.core.loop;

/**
 * A run of consecutive completion tokens sampled by one adapter version.
 *
 * @param start index of the first token
 * @param end index after the last token
 * @param version the adapter version that sampled tokens {@code [start, end)}
 */
public record VersionSpan(int start, int end, AdapterVersion version) {}
