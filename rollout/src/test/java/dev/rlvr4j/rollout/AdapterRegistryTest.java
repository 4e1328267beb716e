package dev.rlvr4j.rollout;

import static dev.rlvr4j.rollout.FakeAdapter.lora;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AdapterRegistryTest {
    private final AdapterRegistry registry = new AdapterRegistry(2);

    @Test
    void hasNoNewestBeforeAnythingIsPublished() {
        assertThat(registry.newest()).isNull();
    }

    @Test
    void newestIsTheLastPublished() {
        publish(lora(0), lora(1));
        FakeAdapter other = new FakeAdapter("other", 0);
        registry.publish(other);

        try (AdapterRegistry.Lease lease = newest()) {
            assertThat(lease.adapter()).isSameAs(other);
        }
    }

    @Test
    void keepsTheLastNAndClosesOlderOnesOnce() {
        List<FakeAdapter> adapters =
                LongStream.range(0, 10).mapToObj(FakeAdapter::lora).toList();
        for (int n = 0; n < adapters.size(); n++) {
            registry.publish(adapters.get(n));
            for (int i = 0; i <= n; i++) {
                assertThat(adapters.get(i).closes()).isEqualTo(i <= n - 2 ? 1 : 0);
            }
        }
        assertThat(registry.stats()).isEqualTo(new AdapterRegistry.Stats(10, 8, 2, 0));
    }

    @Test
    void keepsTheLastNOfEachAdapter() {
        List<FakeAdapter> adapters = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            for (String name : List.of("a", "b", "c")) {
                adapters.add(new FakeAdapter(name, n));
                registry.publish(adapters.get(adapters.size() - 1));
            }
        }
        for (FakeAdapter adapter : adapters) {
            assertThat(adapter.closes()).isEqualTo(adapter.version().number() == 0 ? 1 : 0);
        }
        for (String name : List.of("a", "b", "c")) {
            try (AdapterRegistry.Lease lease = registry.newest(name)) {
                assertThat(lease.adapter().version()).isEqualTo(new AdapterVersion(name, 2));
            }
        }
        assertThatThrownBy(() -> registry.newest("d"))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("no version of adapter 'd' has been published")
                .hasMessageContaining("a@1, a@2, b@1");
    }

    @Test
    void aRetiredAdapterGoesWhenItsLeasesEndAndTheOneBeforeIsTheNewest() {
        FakeAdapter stays = new FakeAdapter("stays", 1);
        FakeAdapter idle = new FakeAdapter("goes", 1);
        FakeAdapter leased = new FakeAdapter("goes", 2);
        publish(stays, idle, leased);
        AdapterRegistry.Lease lease = newest();
        registry.retire("goes");

        assertThat(idle.closes()).isEqualTo(1);
        assertThat(leased.closes()).isZero();
        lease.close();
        assertThat(leased.closes()).isEqualTo(1);
        try (AdapterRegistry.Lease other = newest()) {
            assertThat(other.adapter()).isSameAs(stays);
        }
        registry.retire("never there");
    }

    @Test
    void frequentUseDoesNotKeepAnOldVersion() {
        FakeAdapter popular = lora(0);
        registry.publish(popular);
        for (int i = 0; i < 1000; i++) {
            registry.lease(popular.version()).close();
        }
        publish(lora(1), lora(2));

        assertThat(popular.closes()).isEqualTo(1);
    }

    @Test
    void aLeasedVersionOutlivesItsTimeUntilTheLastLeaseEnds() {
        FakeAdapter old = lora(0);
        registry.publish(old);
        AdapterRegistry.Lease first = registry.lease(old.version());
        AdapterRegistry.Lease second = newest();
        publish(lora(1), lora(2), lora(3));

        assertThat(registry.stats()).isEqualTo(new AdapterRegistry.Stats(4, 1, 3, 1));
        try (AdapterRegistry.Lease third = registry.lease(old.version())) {
            assertThat(third.adapter()).isSameAs(old);
        }
        first.close();
        first.close();
        assertThat(old.closes()).isZero();
        second.close();
        assertThat(old.closes()).isEqualTo(1);
        assertThat(registry.stats()).isEqualTo(new AdapterRegistry.Stats(4, 2, 2, 0));
    }

    @Test
    void theEndOfALeaseDoesNotCloseAKeptVersion() {
        FakeAdapter adapter = lora(0);
        registry.publish(adapter);
        registry.lease(adapter.version()).close();

        assertThat(adapter.closes()).isZero();
    }

    @Test
    void aMissingVersionIsNamedWithThoseThatAreThere() {
        publish(lora(1), lora(2), lora(3));

        assertThatThrownBy(() -> registry.lease(new AdapterVersion("lora", 1)))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("lora@1 is not in the registry, which holds lora@2, lora@3;");
    }

    @Test
    void versionsOfOneAdapterMustRise() {
        FakeAdapter five = lora(5);
        publish(five, new FakeAdapter("other", 1));
        for (long number : new long[] {4, 5}) {
            FakeAdapter late = lora(number);
            assertThatThrownBy(() -> registry.publish(late))
                    .isInstanceOf(RlvrException.class)
                    .hasMessage("adapter version lora@" + number
                            + " cannot be published after lora@5; versions of one adapter must rise");
            assertThat(late.closes()).isEqualTo(1);
        }
        assertThatThrownBy(() -> registry.publish(five)).isInstanceOf(RlvrException.class);
        assertThat(five.closes()).as("the one that is held").isZero();
    }

    @Test
    void theNameOfTheBaseIsTaken() {
        assertThatThrownBy(() -> registry.publish(new FakeAdapter("base", 3))).hasMessageContaining("without adapter");
    }

    @Test
    void anEndedLeaseGivesNothing() {
        registry.publish(lora(0));
        AdapterRegistry.Lease lease = newest();
        lease.close();

        assertThatThrownBy(lease::adapter).isInstanceOf(RlvrException.class).hasMessageContaining("lora@0 has ended");
    }

    @Test
    void closingClosesAllButTheLeasedWhichFollowWithTheirLease() {
        FakeAdapter idle = lora(0);
        FakeAdapter leased = lora(1);
        publish(idle, leased);
        AdapterRegistry.Lease lease = newest();
        registry.close();
        registry.close();

        assertThat(idle.closes()).isEqualTo(1);
        assertThat(leased.closes()).isZero();
        lease.close();
        assertThat(leased.closes()).isEqualTo(1);
        FakeAdapter late = lora(2);
        assertThatThrownBy(() -> registry.publish(late)).hasMessageContaining("closed");
        assertThat(late.closes()).isEqualTo(1);
        assertThatThrownBy(registry::newest).hasMessageContaining("closed");
    }

    @Test
    void mustKeepAtLeastOne() {
        assertThatThrownBy(() -> new AdapterRegistry(0))
                .isInstanceOf(InputException.class)
                .hasMessage("rollout.keep_versions must be at least 1, but is 0");
    }

    private AdapterRegistry.Lease newest() {
        return Objects.requireNonNull(registry.newest());
    }

    private void publish(FakeAdapter... adapters) {
        for (FakeAdapter adapter : adapters) {
            registry.publish(adapter);
        }
    }
}
