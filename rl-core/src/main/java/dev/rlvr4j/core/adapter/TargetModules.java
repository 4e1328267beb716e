package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

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
        checkLayers(sites.get(sites.size() - 1).layer() + 1);
        Set<String> unused = new TreeSet<>(pattern ? List.of() : names);
        unused.removeIf(name -> name.equals(ALL_LINEAR) || sites.stream().anyMatch(site -> endsWith(site, name)));
        List<Site> chosen = matching(sites);
        if (!unused.isEmpty()) {
            throw noSuch(unused.toString());
        } else if (chosen.isEmpty()) {
            throw noSuch(pattern ? "'" + names.get(0) + "'" : names.toString());
        }
        return chosen;
    }

    private List<Site> matching(List<Site> sites) {
        Pattern whole = pattern ? compile(names.get(0)) : null;
        List<Site> chosen = new ArrayList<>();
        for (Site site : sites) {
            boolean hit = whole != null
                    ? whole.matcher(site.name()).matches()
                    : names.stream().anyMatch(name -> name.equals(ALL_LINEAR) || endsWith(site, name));
            if (hit && !excluded(site) && (layers.isEmpty() || layers.contains(site.layer()))) {
                chosen.add(site);
            }
        }
        return chosen;
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

    private boolean excluded(Site site) {
        return exclude.stream()
                .anyMatch(name -> endsWith(site, name)
                        || (exclude.size() == 1
                                && compile(name).matcher(site.name()).matches()));
    }

    /** Whether it chooses just some sites, and nothing about it is to be refused. */
    boolean choosesJust(List<Site> expected, List<Site> sites) {
        int depth = sites.get(sites.size() - 1).layer() + 1;
        return layers.stream().allMatch(layer -> layer >= 0 && layer < depth)
                && (pattern
                        || names.stream()
                                .allMatch(name -> name.equals(ALL_LINEAR)
                                        || sites.stream().anyMatch(site -> endsWith(site, name))))
                && matching(sites).equals(expected);
    }

    private static boolean endsWith(Site site, String name) {
        return site.name().equals(name) || site.name().endsWith("." + name);
    }

    /** Whether a key of a rank or alpha pattern means a site: the key, as a regular expression, matches the path's end. */
    static boolean keyMatches(String key, Site site) {
        return compile("(.*\\.)?(" + key + ")").matcher(site.name()).matches();
    }

    /** What a rank or alpha pattern says of a site: the value of the first key that means it. */
    static <T> T pattern(Map<String, T> values, Site site, T otherwise) {
        return values.entrySet().stream()
                .filter(entry -> keyMatches(entry.getKey(), site))
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
