package dev.rlvr4j.core.adapter;

import java.util.ArrayList;
import java.util.List;

/** The sites of a small model: width 8, two layers, biases on q, k, v. */
final class Sites {
    static final List<Site> TWO_LAYERS = of(2);

    private Sites() {}

    static List<Site> of(int layers) {
        List<Site> sites = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            for (Projection projection : Projection.values()) {
                sites.add(new Site(layer, projection, 8, 8, projection.ordinal() < 3));
            }
        }
        return sites;
    }

    static Site site(int layer, Projection projection) {
        return of(layer + 1).get(layer * 7 + projection.ordinal());
    }

    static List<String> names(List<Site> sites) {
        return sites.stream()
                .map(site -> site.layer() + "." + site.projection().path().replaceFirst(".*\\.", ""))
                .toList();
    }
}
