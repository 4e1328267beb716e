package dev.rlvr4j.envs.generators.stories;

import dev.rlvr4j.envs.generators.stories.Template.Story;
import java.util.List;

/** Word problems of two and three steps. */
final class ShortStories {
    static final List<Template> ALL = List.of(
            new Template(2, (cast, draws, scale) -> {
                long had = draws.between(5, 30 * scale);
                long found = draws.between(2, 20 * scale);
                long gave = draws.between(2, (int) (had + found) - 1);
                return new Story(
                        "%s has %d %s, finds %d more and gives %d to %s. How many %s are left?"
                                .formatted(cast.name(), had, cast.thing(), found, gave, cast.other(), cast.thing()),
                        had + found - gave,
                        had + "+" + found + "-" + gave);
            }),
            new Template(2, (cast, draws, scale) -> {
                long boxes = draws.between(2, 6 * scale);
                long each = draws.between(3, 12 * scale);
                long loose = draws.between(2, 15 * scale);
                return new Story(
                        "%s packs %d boxes with %d %s each and keeps %d loose ones. How many %s are there in all?"
                                .formatted(cast.name(), boxes, each, cast.fruit(), loose, cast.fruit()),
                        boxes * each + loose,
                        boxes + "*" + each + "+" + loose);
            }),
            new Template(2, (cast, draws, scale) -> {
                long friends = draws.between(2, 8);
                long share = draws.between(2, 12 * scale);
                long extra = draws.between(2, 20 * scale);
                return new Story(
                        "%s shares %d %s equally among %d friends. One of them, %s, already had %d. How many does %s have now?"
                                .formatted(
                                        cast.name(),
                                        friends * share,
                                        cast.thing(),
                                        friends,
                                        cast.other(),
                                        extra,
                                        cast.other()),
                        share + extra,
                        friends * share + "/" + friends + "+" + extra);
            }),
            new Template(2, (cast, draws, scale) -> {
                long pages = draws.between(20, 60 * scale);
                long days = draws.between(2, 7);
                long daily = draws.between(2, (int) (pages / days));
                return new Story(
                        "A book has %d pages. %s reads %d pages a day for %d days. How many pages are still to be read?"
                                .formatted(pages, cast.name(), daily, days),
                        pages - daily * days,
                        pages + "-" + daily + "*" + days);
            }),
            new Template(3, (cast, draws, scale) -> {
                long cheap = draws.between(2, 9 * scale);
                long dear = draws.between(3, 15 * scale);
                long few = draws.between(2, 8);
                long some = draws.between(2, 8);
                return new Story(
                        "In the %s a small bag costs %d euros and a large one %d euros. %s buys %d small and %d large bags. How many euros is that?"
                                .formatted(cast.shop(), cheap, dear, cast.name(), few, some),
                        few * cheap + some * dear,
                        few + "*" + cheap + "+" + some + "*" + dear);
            }),
            new Template(3, (cast, draws, scale) -> {
                long trees = draws.between(3, 9 * scale);
                long each = draws.between(10, 30 * scale);
                long sold = draws.between(2, (int) (trees * each) / 2);
                long price = draws.between(2, 9);
                return new Story(
                        "%s picks %d %s from each of %d trees and sells all but %d of them for %d euros each. How many euros come in?"
                                .formatted(cast.name(), each, cast.fruit(), trees, sold, price),
                        (trees * each - sold) * price,
                        "(" + trees + "*" + each + "-" + sold + ")*" + price);
            }),
            new Template(3, (cast, draws, scale) -> {
                long own = draws.between(4, 20 * scale);
                long times = draws.between(2, 5);
                long more = draws.between(2, 10 * scale);
                return new Story(
                        "%s has %d %s. %s has %d times as many and %d besides. How many do they have together?"
                                .formatted(cast.name(), own, cast.thing(), cast.other(), times, more),
                        own + own * times + more,
                        own + "+" + own + "*" + times + "+" + more);
            }),
            new Template(3, (cast, draws, scale) -> {
                long speed = draws.between(4, 20 * scale);
                long hours = draws.between(2, 8);
                long faster = draws.between(2, 9 * scale);
                return new Story(
                        "%s rides %d km an hour for %d hours, and %s rides %d km an hour faster for the same time. How many km does %s ride?"
                                .formatted(cast.name(), speed, hours, cast.other(), faster, cast.other()),
                        (speed + faster) * hours,
                        "(" + speed + "+" + faster + ")*" + hours);
            }));

    private ShortStories() {}
}
