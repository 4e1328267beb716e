package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A seccomp filter: the system calls that a sandboxed program is refused (EPERM), as BPF for this machine.
 *
 * <p>Refused is memory that no limit counts (System V segments and queues, memfd: a segment stays when it is unmapped, so a
 * program could fill the machine with them), reaching into other processes, and what widens
 * the kernel's surface and no program under test needs.
 */
final class SystemCalls {
    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050001;
    private static final int KILL = 0x80000000;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;

    /** Calls of the x32 interface have this bit: the same calls under other numbers. */
    private static final int X32 = 0x40000000;

    private static final int X86_64 = 0xc000003e;
    private static final int AARCH64 = 0xc00000b7;

    /** memfd_secret, io_uring_setup: the same everywhere, as all newer ones. */
    private static final List<Integer> NEWER = List.of(447, 425);

    /** shmget, semget, msgget, memfd_create, bpf, userfaultfd, perf_event_open, add_key, request_key, keyctl, ptrace, process_vm_writev. */
    private static final List<Integer> ON_X86_64 = List.of(29, 64, 68, 319, 321, 323, 298, 248, 249, 250, 101, 311);

    private static final List<Integer> ON_AARCH64 = List.of(194, 190, 186, 279, 280, 282, 241, 217, 218, 219, 117, 271);

    private SystemCalls() {}

    /**
     * The filter, in the layout of {@code struct sock_filter[]}.
     *
     * @param architecture as {@code os.arch} names it
     * @throws InputException if the numbers of its system calls are not known
     */
    static byte[] filter(String architecture) {
        return switch (architecture) {
            case "amd64" -> filter(X86_64, ON_X86_64);
            case "aarch64" -> filter(AARCH64, ON_AARCH64);
            default ->
                throw new InputException("the sandbox knows the system calls of amd64 and aarch64, but this is "
                        + architecture + "; code runs unsandboxed only if told so with the option sandbox: none");
        };
    }

    private static byte[] filter(int architecture, List<Integer> older) {
        int calls = older.size() + NEWER.size();
        ByteBuffer code = ByteBuffer.allocate(8 * (calls + 7)).order(ByteOrder.LITTLE_ENDIAN);
        add(code, LOAD, 0, 0, ARCHITECTURE);
        add(code, IF_EQUAL, 1, 0, architecture);
        add(code, RETURN, 0, 0, KILL);
        add(code, LOAD, 0, 0, NUMBER);
        add(code, IF_AT_LEAST, calls + 1, 0, X32);
        int left = calls;
        for (List<Integer> numbers : List.of(older, NEWER)) {
            for (int number : numbers) {
                add(code, IF_EQUAL, left--, 0, number);
            }
        }
        add(code, RETURN, 0, 0, ALLOW);
        add(code, RETURN, 0, 0, REFUSE);
        return code.array();
    }

    /** An instruction; a jump skips so many further ones where its condition holds, and else as many. */
    private static void add(ByteBuffer code, int operation, int skipWhereTrue, int skipWhereFalse, int value) {
        code.putShort((short) operation)
                .put((byte) skipWhereTrue)
                .put((byte) skipWhereFalse)
                .putInt(value);
    }
}
