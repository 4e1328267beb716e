package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.RlvrException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short digest by which a run knows its settings again. */
public final class Digest {
    private Digest() {}

    /** The first 8 bytes of the SHA-256 of a text, in hexadecimal. */
    public static String of(String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new RlvrException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
