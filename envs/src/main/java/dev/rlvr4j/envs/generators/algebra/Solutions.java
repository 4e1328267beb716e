package dev.rlvr4j.envs.generators.algebra;

/** How solutions are written: {@code x = 5} is {@code 5}. */
final class Solutions {
    private Solutions() {}

    /** The text without a leading {@code x =} of any one letter. */
    static String withoutVariable(String text) {
        String plain = text.strip();
        int equals = plain.indexOf('=');
        if (equals < 0 || plain.charAt(0) < 'a' || plain.charAt(0) > 'z') {
            return plain;
        }
        return plain.substring(1, equals).isBlank()
                ? plain.substring(equals + 1).strip()
                : plain;
    }
}
