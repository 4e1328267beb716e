package dev.rlvr4j.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The filter, run by a small interpreter of the few BPF instructions it is made of. */
class SystemCallsTest {
    private static final int X86_64 = 0xc000003e;
    private static final int AARCH64 = 0xc00000b7;
    private static final int I386 = 0x40000003;

    private static String decision(String machine, int architecture, int call) {
        ByteBuffer code = ByteBuffer.wrap(SystemCalls.filter(machine)).order(ByteOrder.LITTLE_ENDIAN);
        int loaded = 0;
        for (int at = 0; ; at++) {
            int operation = code.getShort(8 * at);
            int value = code.getInt(8 * at + 4);
            switch (operation) {
                case 0x20 -> loaded = value == 0 ? call : architecture;
                case 0x15 -> at += code.get(8 * at + (loaded == value ? 2 : 3));
                case 0x35 -> at += code.get(8 * at + (Integer.compareUnsigned(loaded, value) >= 0 ? 2 : 3));
                case 0x06 -> {
                    return switch (value) {
                        case 0x7fff0000 -> "allow";
                        case 0x00050001 -> "refuse";
                        case 0x80000000 -> "kill";
                        default -> "return " + value;
                    };
                }
                default -> throw new IllegalStateException("instruction " + operation);
            }
        }
    }

    @Test
    void uncountedMemoryIsRefusedAndTheRestAllowed() {
        for (int call : new int[] {29, 68, 319, 250, 101, 447, 425}) {
            assertThat(decision("amd64", X86_64, call)).as("call %d", call).isEqualTo("refuse");
        }
        for (int call : new int[] {194, 186, 279, 219, 117, 447, 425}) {
            assertThat(decision("aarch64", AARCH64, call)).as("call %d", call).isEqualTo("refuse");
        }
        for (int call : new int[] {0, 1, 9, 56, 57, 59, 202, 230}) { // read, write, mmap, clone, fork, execve, futex
            assertThat(decision("amd64", X86_64, call)).as("call %d", call).isEqualTo("allow");
        }
        assertThat(decision("aarch64", AARCH64, 220)).isEqualTo("allow"); // clone
    }

    @Test
    void otherNumberingsOfTheSameCallsAreClosed() {
        assertThat(decision("amd64", I386, 29)).isEqualTo("kill");
        assertThat(decision("amd64", X86_64, 0x40000000 + 1)).isEqualTo("refuse");
        assertThat(decision("aarch64", X86_64, 1)).isEqualTo("kill");
    }

    @Test
    void anUnknownMachineHasNoFilter() {
        assertThatThrownBy(() -> SystemCalls.filter("riscv64"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("riscv64");
    }
}
