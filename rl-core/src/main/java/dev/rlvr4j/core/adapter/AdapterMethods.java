package dev.rlvr4j.core.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The adapter methods by the names recipes call them. To add one: a record that implements {@link AdapterMethod}, and a line here. */
public final class AdapterMethods {
    private static final Map<String, AdapterMethod> METHODS = new LinkedHashMap<>();
    private static final Map<String, Function<PeftSettings, AdapterMethod>> READERS = new LinkedHashMap<>();

    static {
        TargetModules all = TargetModules.allLinear();
        METHODS.put("lora", Lora.allLinear(8, 32));
        METHODS.put("rslora", new Lora(8, 32, true, all, Map.of(), Map.of(), Lora.Bias.NONE));
        METHODS.put("lora-plus", new LoraPlus(8, 32, 16, all));
        METHODS.put("lora-fa", new LoraFa(8, 32, all));
        METHODS.put("lora-pro", new LoraPro(8, 32, all));
        METHODS.put("pissa", new DecomposedLora(8, 32, DecomposedLora.Part.PRINCIPAL, all));
        METHODS.put("milora", new DecomposedLora(8, 32, DecomposedLora.Part.MINOR, all));
        METHODS.put("loftq", new Loftq(8, all));
        METHODS.put("olora", new DecomposedLora(8, 32, DecomposedLora.Part.QR, all));
        METHODS.put("lora-ga", new LoraGa(8, 32, LoraGa.Direction.AR_B2R, LoraGa.Size.STABLE, 16, all));
        METHODS.put("eva", new Eva(8, 32, 2, all));
        METHODS.put("adalora", AdaLora.of(1000, all));
        METHODS.put("dora", new Dora(8, 32, false, all, Map.of(), Map.of()));
        METHODS.put("vera", new Vera(256, 0.1, all));
        METHODS.put("ia3", new Ia3(TargetModules.named("k_proj", "v_proj", "down_proj"), List.of("down_proj")));
        METHODS.put("miss", new Miss(64, Miss.Form.FULL, 1, all));
        METHODS.put("miss-mini", new Miss(64, Miss.Form.MINI, 1, all));
        METHODS.put("hra", new Hra(8, false, all));
        METHODS.put("vblora", new VbLora(4, 256, 32, 2, all));
        METHODS.put("fourierft", new FourierFt(1000, 150, 777, all));
        METHODS.put("tinylora", new TinyLora(2, 64, 0, all));
        METHODS.put("bitfit", new BitFit(all));
        METHODS.put("lora-xs", new LoraXs(8, 32, all));
        METHODS.put("multilora", new MultiLora(3, 8, all));
        METHODS.put("glora", new Glora(all));
        METHODS.put("singlora", new SingLora(8, 32, 1000, all));
        METHODS.put(
                "ln-tuning", new LnTuning(TargetModules.named("input_layernorm", "post_attention_layernorm", "norm")));
        METHODS.put("oft", new Oft(32, true, 5, all));
        METHODS.put("boft", new Boft(4, all));
        METHODS.put("loha", new Loha(8, 32, all));
        METHODS.put("lokr", new Lokr(8, 32, all));
        METHODS.put("miss-bat", new Miss(32, Miss.Form.BAT, 1, all));
        METHODS.put("selective", new SelectiveTuning(List.of(".*\\.down_proj\\.weight"), Map.of()));
        METHODS.put("prompt-tuning", new PromptTuning(16, VirtualInit.VOCABULARY, ""));
        METHODS.put("prefix-tuning", new PrefixTuning(16, VirtualInit.VOCABULARY, "", false, 0));
        METHODS.put("houlsby", BottleneckAdapter.houlsby(16));
        METHODS.put("pfeiffer", BottleneckAdapter.pfeiffer(16));
        METHODS.put("trainable-tokens", new TrainableTokens(List.of()));
        METHODS.put("full", new FullFineTuning());

        READERS.put("LORA", LoraConfigJson::read);
        READERS.put("ADALORA", AdaLora::read);
        READERS.put("LN_TUNING", LnTuning::read);
        READERS.put("OFT", Oft::read);
        READERS.put("BOFT", Boft::read);
        READERS.put("LOHA", Loha::read);
        READERS.put("LOKR", Lokr::read);
        READERS.put("VERA", Vera::read);
        READERS.put("IA3", Ia3::read);
        READERS.put("MISS", Miss::read);
        READERS.put("HRA", Hra::read);
        READERS.put("VBLORA", VbLora::read);
        READERS.put("FOURIERFT", FourierFt::read);
        READERS.put("TINYLORA", TinyLora::read);
        READERS.put("GLORA", Glora::read);
        READERS.put("PROMPT_TUNING", PromptTuning::read);
        READERS.put("TRAINABLE_TOKENS", TrainableTokens::read);
        READERS.put("PREFIX_TUNING", PrefixTuning::read);
        READERS.put(BottleneckAdapter.TYPE, BottleneckAdapter::read);
    }

    private AdapterMethods() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, AdapterMethod> all() {
        return java.util.Collections.unmodifiableMap(METHODS);
    }

    /** The {@code peft_type}s that can be read. */
    static Set<String> peftTypes() {
        return READERS.keySet();
    }

    /**
     * The method that PEFT's settings say.
     *
     * @throws dev.rlvr4j.core.InputException where they ask for something that is not done
     */
    static AdapterMethod read(PeftSettings settings) {
        AdapterMethod method =
                Objects.requireNonNull(READERS.get(settings.type())).apply(settings);
        AdapterMethod extended = Extended.read(method, settings);
        settings.refuseOthers();
        return extended;
    }

    /** The names of all methods. */
    public static List<String> names() {
        return new ArrayList<>(METHODS.keySet());
    }
}
