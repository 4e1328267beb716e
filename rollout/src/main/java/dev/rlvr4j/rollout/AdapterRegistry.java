package dev.rlvr4j.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter versions that can be sampled from: of each adapter the last N published, and any older one that is still leased.
 * Owns them: a version is closed exactly once, when it is neither. Thread-safe.
 */
/*
 * The rule is the cache's weigher. An entry weighs 0 while it is one of the last N or has a lease, else 1, and the cache
 * has room for a weight of 0: what weighs something goes at once, what weighs nothing never goes (Caffeine keeps entries
 * of weight 0 even where an eviction races with the change). Entries are immutable; a lease replaces the entry inside the
 * map's atomic compute, which weighs the new one.
 */
public final class AdapterRegistry implements Versions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterRegistry.class);

    private final int keep;
    private final Cache<AdapterVersion, Entry> cache = Caffeine.newBuilder()
            .maximumWeight(0)
            .weigher((AdapterVersion version, Entry entry) -> entry.idle() ? 1 : 0)
            .executor(Runnable::run)
            .removalListener((@Nullable AdapterVersion version, @Nullable Entry entry, RemovalCause cause) -> {
                if (cause.wasEvicted()) {
                    free(entry);
                }
            })
            .recordStats()
            .build();

    /** Of each adapter the last versions, at most {@code keep}; the adapter that published last stands last. */
    @GuardedBy("this")
    private final Map<String, Deque<AdapterVersion>> kept = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, Long> lastNumbers = new HashMap<>();

    @GuardedBy("this")
    private long published;

    private volatile boolean closed;

    /**
     * An empty registry.
     *
     * @param keep N, at least 1
     */
    public AdapterRegistry(int keep) {
        if (keep < 1) {
            throw new InputException("rollout.keep_versions must be at least 1, but is " + keep);
        }
        this.keep = keep;
    }

    /**
     * Makes an adapter the newest and takes ownership of it, also where this throws: a refused adapter is closed.
     *
     * @throws RlvrException if its version is not after the last one published of the same adapter, or the registry is closed
     */
    public void publish(CompiledAdapter adapter) {
        try {
            add(adapter);
        } catch (RlvrException e) {
            if (!holds(adapter)) {
                adapter.close();
            }
            throw e;
        }
        cache.cleanUp();
    }

    private synchronized void add(CompiledAdapter adapter) {
        AdapterVersion version = adapter.version();
        checkOpen();
        if (version.adapter().equals(AdapterVersion.BASE.adapter())) {
            throw new RlvrException("an adapter cannot be published under the name '" + version.adapter()
                    + "', which is the model without adapter; give it another name");
        }
        Long last = lastNumbers.get(version.adapter());
        if (last != null && version.number() <= last) {
            throw new RlvrException("adapter version " + version + " cannot be published after " + version.adapter()
                    + "@" + last + "; versions of one adapter must rise");
        }
        lastNumbers.put(version.adapter(), version.number());
        published++;
        cache.put(version, new Entry(adapter, 0, true));
        Deque<AdapterVersion> versions = kept.remove(version.adapter());
        versions = versions == null ? new ArrayDeque<>() : versions;
        kept.put(version.adapter(), versions);
        versions.addLast(version);
        if (versions.size() > keep) {
            dismiss(versions.removeFirst());
        }
    }

    /** Keeps an adapter's versions no longer, but for those that are leased: nobody will ask for it again. */
    public void retire(String adapter) {
        synchronized (this) {
            Deque<AdapterVersion> versions = kept.remove(adapter);
            if (versions != null) {
                versions.forEach(this::dismiss);
            }
        }
        cache.cleanUp();
    }

    @Override
    public @Nullable Lease newest() {
        while (true) {
            List<AdapterVersion> versions = newestOfEach();
            if (versions.isEmpty()) {
                return null;
            }
            Lease lease = tryLease(versions.get(0));
            if (lease != null) {
                return lease;
            }
            // It was the newest a moment ago and has been outrun by N others since: look again.
        }
    }

    @Override
    public Lease newest(String adapter) {
        while (true) {
            AdapterVersion version = newestOf(adapter);
            if (version == null) {
                throw new RlvrException("no version of adapter '" + adapter
                        + "' has been published; the registry holds " + heldVersions());
            }
            Lease lease = tryLease(version);
            if (lease != null) {
                return lease;
            }
        }
    }

    private synchronized @Nullable AdapterVersion newestOf(String adapter) {
        checkOpen();
        Deque<AdapterVersion> versions = kept.get(adapter);
        return versions == null ? null : versions.getLast();
    }

    /** Leases the newest version of each adapter; that of the adapter that published last is the first. */
    List<Lease> newestOfAll() {
        while (true) {
            List<Lease> leases = new ArrayList<>();
            List<AdapterVersion> versions = newestOfEach();
            for (AdapterVersion version : versions) {
                Lease lease = tryLease(version);
                if (lease != null) {
                    leases.add(lease);
                }
            }
            if (leases.size() == versions.size()) {
                return leases;
            }
            leases.forEach(Lease::close);
        }
    }

    private synchronized List<AdapterVersion> newestOfEach() {
        checkOpen();
        List<AdapterVersion> newest = new ArrayList<>();
        kept.values().forEach(versions -> newest.add(0, versions.getLast()));
        return newest;
    }

    @Override
    public Lease lease(AdapterVersion version) {
        checkOpen();
        Lease lease = tryLease(version);
        if (lease == null) {
            throw new RlvrException("adapter version " + version + " is not in the registry, which holds "
                    + heldVersions()
                    + "; sample from one of these, or keep more with rollout.keep_versions (now " + keep + ")");
        }
        return lease;
    }

    /** Whether a version, or a later one of the same adapter, was published. */
    synchronized boolean published(AdapterVersion version) {
        Long last = lastNumbers.get(version.adapter());
        return version.equals(AdapterVersion.BASE) || (last != null && last >= version.number());
    }

    /** What has happened so far. */
    public Stats stats() {
        long total;
        synchronized (this) {
            total = published;
        }
        int held = 0;
        int inUse = 0;
        for (Entry entry : cache.asMap().values()) {
            held++;
            inUse += entry.leases > 0 ? 1 : 0;
        }
        return new Stats(total, cache.stats().evictionCount(), held, inUse);
    }

    /** Closes all versions; one that is leased at this time is closed when its last lease ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            kept.values().forEach(versions -> versions.forEach(this::dismiss));
            kept.clear();
        }
        cache.cleanUp();
    }

    /** Keeps a version no longer for its own sake, only while it is leased. */
    private void dismiss(AdapterVersion version) {
        cache.asMap().computeIfPresent(version, (key, entry) -> new Entry(entry.adapter, entry.leases, false));
    }

    private @Nullable Lease tryLease(AdapterVersion version) {
        Entry leased = addLeases(version, 1);
        return leased == null ? null : new Lease(this, leased.adapter);
    }

    private void endLease(AdapterVersion version) {
        Entry left = addLeases(version, -1);
        if (left != null && left.idle()) {
            cache.cleanUp();
        }
    }

    private @Nullable Entry addLeases(AdapterVersion version, int more) {
        return cache.asMap()
                .computeIfPresent(version, (key, entry) -> new Entry(entry.adapter, entry.leases + more, entry.kept));
    }

    private boolean holds(CompiledAdapter adapter) {
        return cache.asMap().values().stream().anyMatch(entry -> entry.adapter == adapter);
    }

    private String heldVersions() {
        return cache.asMap().isEmpty()
                ? "none"
                : cache.asMap().keySet().stream()
                        .map(AdapterVersion::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private void checkOpen() {
        if (closed) {
            throw new RlvrException("the adapter registry is closed");
        }
    }

    private static void free(@Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        try {
            entry.adapter.close();
        } catch (RuntimeException e) {
            // The caller ended a lease or published something else: this failure is not an answer to that.
            LOG.error("adapter version {} could not be freed", entry.adapter.version(), e);
        }
    }

    /** A held version, the number of its leases, and whether it is one of the last N. */
    private record Entry(CompiledAdapter adapter, int leases, boolean kept) {
        boolean idle() {
            return leases == 0 && !kept;
        }
    }

    /** The right to use a version until closed. Closing twice is harmless. Thread-safe. */
    public static final class Lease implements AutoCloseable {
        private final AdapterRegistry registry;
        private final CompiledAdapter adapter;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Lease(AdapterRegistry registry, CompiledAdapter adapter) {
            this.registry = registry;
            this.adapter = adapter;
        }

        /**
         * The leased adapter, owned by the registry.
         *
         * @throws RlvrException after the lease was closed
         */
        public CompiledAdapter adapter() {
            if (ended.get()) {
                throw new RlvrException(
                        "the lease of adapter version " + adapter.version() + " has ended; take a new one");
            }
            return adapter;
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                registry.endLease(adapter.version());
            }
        }
    }

    /**
     * Counts of a registry.
     *
     * @param published versions published so far
     * @param evicted versions closed so far
     * @param held versions that can be leased now
     * @param inUse versions leased now
     */
    public record Stats(long published, long evicted, int held, int inUse) {}
}
