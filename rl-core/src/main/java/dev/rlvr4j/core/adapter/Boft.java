package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BOFT (Liu et al. 2023): {@code W' = diag(s) W R'} where R is a product of block-diagonal rotations {@code (I - K)(I + K)^-1},
 * {@code K = (D - D') / 2}, each in another order of the inputs, so that they form a butterfly; D starts at zero, s at one. The
 * compiled form is replaced weights.
 *
 * @param boftBlockSize features in a block, at least 2, which divide the layers' input features; 0 where the blocks are counted
 * @param boftBlockNum blocks, which divide the layers' input features; 0 where their size is given
 * @param boftNButterflyFactor rotations in the product, at least 1. With more than one, blocks are of even size, and
 *     {@code 2^(factor - 1)} divides their number
 * @param targets the linear layers it sits on
 */
public record Boft(int boftBlockSize, int boftBlockNum, int boftNButterflyFactor, TargetModules targets)
        implements SitewiseMethod {
    private static final String R = ".boft_R";
    private static final String S = ".boft_s";

    public Boft {
        if ((boftBlockSize == 0) == (boftBlockNum == 0)) {
            throw new InputException(
                    "one of boft_block_size and boft_block_num must be given, and the other be 0, but are "
                            + boftBlockSize + " and " + boftBlockNum);
        }
        Require.atLeast("boft_block_size", boftBlockSize, boftBlockNum == 0 ? 2 : 0);
        Require.atLeast("boft_block_num", boftBlockNum, 0);
        Require.atLeast("boft_n_butterfly_factor", boftNButterflyFactor, 1);
    }

    public Boft(int boftBlockSize, TargetModules targets) {
        this(boftBlockSize, 0, 1, targets);
    }

    /** PEFT makes one rotation only where its CUDA kernels are missing, whatever its config says: the tensors tell. */
    static Boft read(PeftSettings config) {
        int factor = config.whole("boft_n_butterfly_factor");
        long[] made = config.shape(R);
        return new Boft(
                config.whole("boft_block_size"),
                config.whole("boft_block_num"),
                made != null && made.length == 4 && made[0] == 1 ? 1 : factor,
                config.targets());
    }

    @Override
    public String name() {
        return "boft";
    }

    private int size(Site site) {
        if (boftBlockNum == 0) {
            Require.divides("boft_block_size", boftBlockSize, "input", site.in(), site);
            return boftBlockSize;
        }
        Require.divides("boft_block_num", boftBlockNum, "input", site.in(), site);
        return site.in() / boftBlockNum;
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int size = size(site);
        int blocks = site.in() / size;
        int least = boftNButterflyFactor > 30 ? 0 : 1 << (boftNButterflyFactor - 1);
        if (boftNButterflyFactor > 1 && (size % 2 != 0 || least == 0 || blocks % least != 0)) {
            throw new InputException("boft_n_butterfly_factor " + boftNButterflyFactor
                    + " needs blocks of even size, whose number 2^" + (boftNButterflyFactor - 1) + " divides, but "
                    + site.name() + " has " + blocks + " blocks of " + size);
        }
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(R, new long[] {boftNButterflyFactor, blocks, size, size});
        shapes.put(S, new long[] {site.out(), 1});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return Noise.constant(shape, tensor.equals(S) ? 1 : 0);
    }

    /**
     * The order of the inputs in rotation i: in each stretch of {@code 2^i} blocks, halves of blocks at even places come first,
     * then those at odd places. Row i of the result; then where each of them went, to undo it.
     */
    private long[] orders(Site site) {
        int n = site.in();
        int half = size(site) / 2;
        long[] orders = new long[2 * boftNButterflyFactor * n];
        for (int i = 0; i < boftNButterflyFactor; i++) {
            for (int at = 0; at < n; at++) {
                int from = at;
                if (boftNButterflyFactor > 1) {
                    int halves = 2 << i;
                    int place = at / half % halves;
                    int sorted = 2 * place < halves ? 2 * place : 2 * place - halves + 1;
                    from = at + (sorted - place) * half;
                }
                orders[i * n + at] = from;
                orders[(boftNButterflyFactor + i) * n + from] = at;
            }
        }
        return orders;
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        Program.Call call = Maps.call("boft", scope)
                .tensor(base.weight(site.name() + ".weight", scope))
                .tensor(tensors.own(R))
                .tensor(tensors.own(S))
                .tensor(Tensors.longs(scope, orders(site), 2L * boftNButterflyFactor, site.in()));
        return Maps.one(call, scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("BOFT", targets, base);
        config.put("boft_block_num", boftBlockNum);
        config.put("boft_block_size", boftBlockSize);
        config.put("boft_n_butterfly_factor", boftNButterflyFactor);
        return config;
    }
}
