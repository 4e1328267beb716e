package dev.rlvr4j.envs.datasets;

/** The answer that a worked solution puts into its last {@code \boxed}, as the MATH data set marks it. */
final class LastBox {
    private static final String[] COMMANDS = {"\\boxed", "\\fbox"};

    private LastBox() {}

    /** The content of the last box, without its braces; empty where there is no box or its braces do not close. */
    static String of(String solution) {
        int at = -1;
        int after = -1;
        for (String command : COMMANDS) {
            int last = solution.lastIndexOf(command);
            if (last > at) {
                at = last;
                after = last + command.length();
            }
        }
        if (at < 0) {
            return "";
        }
        while (after < solution.length() && solution.charAt(after) == ' ') {
            after++;
        }
        if (after == solution.length()) {
            return "";
        }
        if (solution.charAt(after) == '{') {
            int end = closing(solution, after);
            return end < 0 ? "" : solution.substring(after + 1, end).strip();
        }
        int end = after;
        while (end < solution.length() && "$ \n".indexOf(solution.charAt(end)) < 0) {
            end++;
        }
        return solution.substring(after, end);
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> {
                    if (--depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }
}
