package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Which linear layers an adapter sits on, with the meaning HF PEFT gives its {@code target_modules}.
 *
 * @param names module names; a module matches whose path is a name or ends with {@code .name}. {@code all-linear} alone is
 *     every linear layer but the output head
 * @param pattern whether the one entry of {@code names} is a regular expression that must match the whole path instead
 * @param exclude names (or, where it has one entry with regular expression characters, a pattern) that are left out
 * @param layers indices of the transformer layers to transform; empty is all
 */
public record TargetModules(List<String> names, boolean pattern, List<String> exclude, List<Integer> layers) {
    /** PEFT's word for every linear layer but the output head. */
    public static final String ALL_LINEAR = "all-linear";

    public TargetModules {
        names = List.copyOf(names);
        exclude = List.copyOf(exclude);
        layers = List.copyOf(layers);
        if (names.isEmpty()) {
            throw new InputException("target_modules is empty; name some, or write all-linear");
        }
        if (pattern && names.size() != 1) {
            throw new InputException("target_modules as a pattern is one regular expression, but there are " + names);
        }
    }

    /** Every linear layer but the output head. */
    public static TargetModules allLinear() {
        return new TargetModules(List.of(ALL_LINEAR), false, List.of(), List.of());
    }

    /** Modules by name. */
    public static TargetModules named(String... names) {
        return new TargetModules(List.of(names), false, List.of(), List.of());
    }

    /** The chosen sites in the order of {@code sites}; InputException where a name chooses none. */
    public List<Site> choose(List<Site> sites) {
        return choose(sites, List.of());
    }

    /** The same where names may also mean modules that are no sites; these are left to {@link #chooses}. */
    List<Site> choose(List<Site> sites, List<String> others) {
        if (!sites.isEmpty()) {
            checkLayers(sites.get(sites.size() - 1).layer() + 1);
        }
        List<String> unused = unused(Stream.concat(sites.stream().map(Site::name), others.stream())
                        .toList())
                .stream()
                .filter(name -> !name.equals(ALL_LINEAR))
                .toList();
        if (!unused.isEmpty()) {
            throw noSuch(unused.toString());
        }
        List<Site> chosen = chosen(sites);
        if (chosen.isEmpty() && others.stream().noneMatch(this::chooses)) {
            throw noSuch(pattern ? "'" + names.get(0) + "'" : names.toString());
        }
        return chosen;
    }

    private List<Site> chosen(List<Site> sites) {
        return sites.stream()
                .filter(site -> (isAllLinear() || isNamed(site.name()))
                        && !excluded(site.name())
                        && (layers.isEmpty() || layers.contains(site.layer())))
                .toList();
    }

    /** The names that mean none of some modules. */
    List<String> unused(List<String> modules) {
        return names.stream()
                .filter(name -> !pattern && modules.stream().noneMatch(module -> endsWith(module, name)))
                .sorted()
                .toList();
    }

    /** Whether a module is chosen that is no linear layer of a transformer layer. */
    boolean chooses(String module) {
        return layers.isEmpty() && isNamed(module) && !excluded(module);
    }

    private boolean isAllLinear() {
        return !pattern && names.contains(ALL_LINEAR);
    }

    private boolean isNamed(String module) {
        return pattern
                ? compile(names.get(0)).matcher(module).matches()
                : names.stream().anyMatch(name -> endsWith(module, name));
    }

    private void checkLayers(int depth) {
        for (int layer : layers) {
            if (layer < 0 || layer >= depth) {
                throw new InputException(
                        "layers_to_transform names layer " + layer + ", but the model has layers 0 to " + (depth - 1));
            }
        }
    }

    private InputException noSuch(String what) {
        return new InputException("target_modules " + what
                + (layers.isEmpty() ? "" : " in layers " + layers)
                + (exclude.isEmpty() ? "" : " without " + exclude)
                + " names no linear layer of this model; its layers' modules are q_proj, k_proj, v_proj, o_proj,"
                + " gate_proj, up_proj, down_proj, or write all-linear");
    }

    private boolean excluded(String module) {
        return exclude.stream()
                .anyMatch(name -> endsWith(module, name)
                        || (exclude.size() == 1 && compile(name).matcher(module).matches()));
    }

    /** Whether it chooses just some sites, and nothing about it is to be refused. */
    boolean choosesJust(List<Site> expected, List<Site> sites) {
        int depth = sites.get(sites.size() - 1).layer() + 1;
        return layers.stream().allMatch(layer -> layer >= 0 && layer < depth)
                && (pattern
                        || names.stream()
                                .allMatch(name -> name.equals(ALL_LINEAR)
                                        || sites.stream().anyMatch(site -> endsWith(site.name(), name))))
                && chosen(sites).equals(expected);
    }

    private static boolean endsWith(String module, String name) {
        return module.equals(name) || module.endsWith("." + name);
    }

    /** Whether a key of a rank or alpha pattern means a module: the key, as a regular expression, matches the path's end. */
    static boolean keyMatches(String key, String module) {
        return compile("(.*\\.)?(" + key + ")").matcher(module).matches();
    }

    /** What a rank or alpha pattern says of a module: the value of the first key that means it. */
    static <T> T pattern(Map<String, T> values, String module, T otherwise) {
        return values.entrySet().stream()
                .filter(entry -> keyMatches(entry.getKey(), module))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    /** A regular expression in the words of Python, which calls named groups by another sign. */
    static Pattern compile(String regex) {
        try {
            return Pattern.compile(regex.replace("(?P<", "(?<"));
        } catch (PatternSyntaxException e) {
            throw new InputException("'" + regex + "' is not a regular expression: " + e.getDescription(), e);
        }
    }
}
