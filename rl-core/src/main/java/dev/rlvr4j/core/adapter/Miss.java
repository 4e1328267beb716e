package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MiSS (Kang and Yin 2025): inputs are added up in r groups, input i in group i mod r, and one trained matrix D {@code [r,
 * out]}, starting at zero, takes the sums to the outputs.
 *
 * @param r number of groups, at least 1
 * @param form what is trained
 * @param miniR for {@link Form#MINI}, the columns of D that are trained; it divides the layers' output features
 * @param targets the linear layers it sits on
 */
public record Miss(int r, Form form, int miniR, TargetModules targets) implements SitewiseMethod {
    private static final String D = ".miss_block";

    /** What of D is trained. */
    public enum Form {
        /** All of it. */
        FULL,
        /** Its first columns, which the others repeat. */
        MINI,
        /** One square block per r outputs, which also multiplies the weight: a change of full rank, on replaced weights. */
        BAT
    }

    public Miss {
        Require.atLeast("r", r, 1);
        Require.atLeast("mini_r", miniR, 1);
    }

    static Miss read(PeftSettings config) {
        return new Miss(config.whole("r"), form(config.get("init_weights")), config.whole("mini_r"), config.targets());
    }

    private static Form form(JsonNode start) {
        return switch (start.asText("true")) {
            case "mini" -> Form.MINI;
            case "bat" -> Form.BAT;
            case "true", "false" -> Form.FULL;
            default -> throw new InputException("init_weights must be true, mini or bat, but is " + start);
        };
    }

    @Override
    public String name() {
        return form == Form.FULL ? "miss" : form == Form.MINI ? "miss-mini" : "miss-bat";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        return switch (form) {
            case FULL -> Map.of(D, new long[] {r, site.out()});
            case MINI -> {
                Require.divides("mini_r", miniR, "output", site.out(), site);
                yield Map.of(D, new long[] {r, miniR});
            }
            case BAT -> {
                Require.divides("r", r, "output", site.out(), site);
                Require.divides("r", r, "input", site.in(), site);
                yield Map.of(D, new long[] {site.out() / r, r, r});
            }
        };
    }

    @Override
    public @Nullable Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        if (form == Form.BAT) {
            return null;
        }
        Site site = tensors.site();
        return Maps.lowRank(
                Maps.call("miss", scope)
                        .tensor(tensors.own(D))
                        .integer(site.in())
                        .integer(form == Form.MINI ? site.out() / miniR : 1),
                scope);
    }

    @Override
    public @Nullable NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        if (form != Form.BAT) {
            return null;
        }
        NDArray frozen = base.weight(tensors.site().name() + ".weight", scope);
        return Maps.one(Maps.call("miss_bat", scope).tensor(frozen).tensor(tensors.own(D)), scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("MISS", targets, base);
        config.put("init_weights", form == Form.FULL ? Boolean.TRUE : form == Form.MINI ? "mini" : "bat");
        config.put("mini_r", miniR);
        config.put("r", r);
        return config;
    }
}
