package dev.rlvr4j.envs.tools;

/**
 * What came of a tool call.
 *
 * @param text the tool's answer, or what was wrong
 * @param error whether the call failed
 */
public record ToolAnswer(String text, boolean error) {}
