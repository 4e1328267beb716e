package dev.rlvr4j.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterRandomTest {
    /** A run that is resumed draws these numbers again: they must never change. */
    @Test
    void drawsAreFixedForever() {
        assertThat(CounterRandom.bits(0, 0)).isEqualTo(0x9B88C3CDE6D7953DL);
        assertThat(CounterRandom.bits(42, 7)).isEqualTo(0x23B1134C72EF3DB0L);
        assertThat(CounterRandom.key(42, 7)).isEqualTo(0x23B1134C72EF3DB0L);
        assertThat(CounterRandom.key(-1, Long.MIN_VALUE)).isEqualTo(0xB4EFA1E9551E459EL);
        assertThat(CounterRandom.key(42, "held-out")).isEqualTo(0x36E5A5D78F49FECFL);
        assertThat(CounterRandom.uniform(42, 7)).isEqualTo(0x1.1d889a639779cp-3);
        assertThat(CounterRandom.below(42, 7, 1000)).isEqualTo(139);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, 0x9E3779B97F4A7C15L})
    void drawsOfOneKeyAreUniform(long key) {
        int[] counts = new int[256];
        int draws = 256 * 400;
        for (int i = 0; i < draws; i++) {
            double u = CounterRandom.uniform(key, i);
            assertThat(u).isBetween(0.0, Math.nextDown(1.0));
            counts[(int) (u * 256)]++;
        }
        assertUniform(counts, draws);
    }

    @Test
    void firstDrawsOfConsecutiveKeysAreUniform() {
        int[] counts = new int[256];
        int draws = 256 * 400;
        for (int i = 0; i < draws; i++) {
            counts[CounterRandom.below(CounterRandom.key(5, i), 0, 256)]++;
        }
        assertUniform(counts, draws);
    }

    @Test
    void lowBitsAreUniformToo() {
        int[] counts = new int[256];
        int draws = 256 * 400;
        for (int i = 0; i < draws; i++) {
            counts[(int) (CounterRandom.bits(9, i) & 255)]++;
        }
        assertUniform(counts, draws);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 256})
    void streamsAreUncorrelated(int apart) {
        int draws = 100_000;
        double keys = 0;
        double lag = 0;
        for (int i = 0; i < draws; i++) {
            double here = CounterRandom.uniform(100, i) - 0.5;
            keys += here * (CounterRandom.uniform(100 + apart, i) - 0.5);
            lag += here * (CounterRandom.uniform(100, i + apart) - 0.5);
        }
        // A product of two independent centred uniforms has deviation 1/12; five of its mean's are allowed.
        double bound = 5.0 / 12 / Math.sqrt(draws);
        assertThat(keys / draws).isCloseTo(0, within(bound));
        assertThat(lag / draws).isCloseTo(0, within(bound));
    }

    @Test
    void pairsOfKeyAndCounterDoNotCollide() {
        Set<Long> seen = new HashSet<>();
        for (int key = 0; key < 300; key++) {
            for (int counter = 0; counter < 300; counter++) {
                seen.add(CounterRandom.bits(key, counter));
            }
        }
        assertThat(seen).hasSize(300 * 300);
    }

    @Test
    void oneFlippedBitFlipsHalfOfTheDraw() {
        long flipped = 0;
        for (int bit = 0; bit < 64; bit++) {
            for (int i = 0; i < 50; i++) {
                flipped += Long.bitCount(CounterRandom.bits(3, i) ^ CounterRandom.bits(3, i ^ (1L << bit)));
                flipped += Long.bitCount(CounterRandom.bits(i, 3) ^ CounterRandom.bits(i ^ (1L << bit), 3));
            }
        }
        assertThat(flipped / 6400.0).isCloseTo(32, within(0.3));
    }

    @Test
    void belowStaysBelowAndReachesEveryValue() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.add(CounterRandom.below(1, i, 7));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }

    /** Chi squared with 255 degrees of freedom: mean 255, deviation 22.6; five deviations are allowed on either side. */
    private static void assertUniform(int[] counts, int draws) {
        double expected = (double) draws / counts.length;
        double chi = 0;
        for (int count : counts) {
            chi += (count - expected) * (count - expected) / expected;
        }
        assertThat(chi).isBetween(255 - 5 * 22.6, 255 + 5 * 22.6);
    }
}
