package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TorchRandomTest {
    @Test
    void bitsAreThoseOfTheMersenneTwister() {
        // The first outputs and the 10 000th for the seed 5489 (Matsumoto and Nishimura; also C++'s std::mt19937).
        TorchRandom random = new TorchRandom(5489);
        assertThat(random.bits()).isEqualTo(3499211612L);
        assertThat(random.bits()).isEqualTo(581869302L);
        long last = 0;
        for (int i = 2; i < 10_000; i++) {
            last = random.bits();
        }
        assertThat(last).isEqualTo(4123659995L);
    }

    @Test
    void aWholePermutationHasEachNumberOnceAndStartsLikeAPart() {
        long[] all = new TorchRandom(7).permutation(500, 500);
        assertThat(LongStream.of(all).sorted().toArray())
                .isEqualTo(LongStream.range(0, 500).toArray());
        assertThat(new TorchRandom(7).permutation(500, 20)).isEqualTo(Arrays.copyOf(all, 20));
    }
}
