package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.Versions;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The lanes of a sampler's sequences, one for each choice that any of them makes. */
final class Lanes implements AutoCloseable {
    private final BaseModel base;
    private final Map<Lane.Choice, Lane> lanes = new LinkedHashMap<>();

    Lanes(BaseModel base) {
        this.base = base;
    }

    /** The lane of a request. */
    Lane of(SampleRequest request) {
        return lanes.computeIfAbsent(Lane.Choice.of(request), choice -> new Lane(base, choice));
    }

    /** Brings all lanes up to date; gives those whose version changed. */
    Set<Lane> refresh(Versions adapters) {
        return lanes.values().stream().filter(lane -> lane.refresh(adapters)).collect(Collectors.toSet());
    }

    /** Closes all others: nothing keeps a version alive that no sequence uses. */
    void retain(Collection<Lane> used) {
        lanes.values().removeIf(lane -> {
            boolean unused = !used.contains(lane);
            if (unused) {
                lane.close();
            }
            return unused;
        });
    }

    @Override
    public void close() {
        retain(Set.of());
    }
}
