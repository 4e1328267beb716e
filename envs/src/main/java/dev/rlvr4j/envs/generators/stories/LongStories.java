package dev.rlvr4j.envs.generators.stories;

import dev.rlvr4j.envs.generators.stories.Template.Story;
import java.util.List;

/** Word problems of four to six steps. */
final class LongStories {
    static final List<Template> ALL = List.of(
            new Template(4, (cast, draws, scale) -> {
                long rows = draws.between(3, 8 * scale);
                long seats = draws.between(5, 15 * scale);
                long taken = draws.between(2, (int) (rows * seats) / 2);
                long price = draws.between(2, 12);
                long snack = draws.between(2, 20 * scale);
                return new Story(
                        "A hall has %d rows of %d seats. %d seats stay empty. Each visitor pays %d euros, and snacks bring another %d euros. How many euros does the hall take?"
                                .formatted(rows, seats, taken, price, snack),
                        (rows * seats - taken) * price + snack,
                        "(" + rows + "*" + seats + "-" + taken + ")*" + price + "+" + snack);
            }),
            new Template(4, (cast, draws, scale) -> {
                long weeks = draws.between(2, 8);
                long hours = draws.between(4, 12 * scale);
                long wage = draws.between(8, 20);
                long spent = draws.between(2, (int) Math.min(10L * scale, hours * wage - 1));
                return new Story(
                        "%s works %d hours a week for %d euros an hour and spends %d euros each week. %s needs the savings of %d weeks. How many euros are saved then?"
                                .formatted(cast.name(), hours, wage, spent, cast.name(), weeks),
                        (hours * wage - spent) * weeks,
                        "(" + hours + "*" + wage + "-" + spent + ")*" + weeks);
            }),
            new Template(4, (cast, draws, scale) -> {
                long groups = draws.between(2, 6);
                long each = draws.between(3, 12 * scale);
                long left = draws.between(2, 15 * scale);
                long gift = draws.between(2, 15 * scale);
                long total = groups * each + left;
                return new Story(
                        "%s has %d %s. After giving %d of them to %s, %s puts the rest into %d equal piles and adds %d to one of the piles. How many are in that pile?"
                                .formatted(
                                        cast.name(),
                                        total,
                                        cast.thing(),
                                        left,
                                        cast.other(),
                                        cast.name(),
                                        groups,
                                        gift),
                        each + gift,
                        "(" + total + "-" + left + ")/" + groups + "+" + gift);
            }),
            new Template(4, (cast, draws, scale) -> {
                long dozens = draws.between(2, 9 * scale);
                long broken = draws.between(2, (int) dozens * 6);
                long eaten = draws.between(2, (int) dozens * 5);
                return new Story(
                        "The %s gets %d boxes of a dozen eggs. %d eggs are broken, and cakes take %d. Half a dozen more come in the evening. How many eggs are there then?"
                                .formatted(cast.shop(), dozens, broken, eaten),
                        12 * dozens - broken - eaten + 6,
                        "12*" + dozens + "-" + broken + "-" + eaten + "+6");
            }),
            new Template(5, (cast, draws, scale) -> {
                long adults = draws.between(2, 9 * scale);
                long children = draws.between(2, 15 * scale);
                long child = draws.between(2, 9);
                long adult = child + draws.between(2, 9);
                long off = draws.between(2, (int) (adults * adult + children * child) / 3);
                long bus = draws.between(5, 30 * scale);
                return new Story(
                        "%d adults and %d children go to the zoo. Adults pay %d euros, children %d euros. The group gets %d euros off and pays %d euros for the bus. How many euros does the day cost?"
                                .formatted(adults, children, adult, child, off, bus),
                        adults * adult + children * child - off + bus,
                        adults + "*" + adult + "+" + children + "*" + child + "-" + off + "+" + bus);
            }),
            new Template(5, (cast, draws, scale) -> {
                long first = draws.between(5, 20 * scale);
                long more = draws.between(2, 10 * scale);
                long times = draws.between(2, 4);
                long goal = 2 * first + more + (first + more) * times + draws.between(2, 30 * scale);
                return new Story(
                        "On Monday %s walks %d km, on Tuesday %d km more than on Monday, and on Wednesday %d times as far as on Tuesday. The goal is %d km. How many km are missing?"
                                .formatted(cast.name(), first, more, times, goal),
                        goal - first - (first + more) - (first + more) * times,
                        goal + "-" + first + "-(" + first + "+" + more + ")-(" + first + "+" + more + ")*" + times);
            }),
            new Template(5, (cast, draws, scale) -> {
                long tables = draws.between(2, 9);
                long legsAndMore = draws.between(2, 6 * scale);
                long price = draws.between(2, 12 * scale);
                long paint = draws.between(2, 30 * scale);
                long profit = draws.between(2, 20 * scale);
                long cost = tables * (4 * legsAndMore + price) + paint;
                return new Story(
                        "A table needs 4 legs at %d euros each and a top for %d euros. %s builds %d tables, buys paint for %d euros and wants to earn %d euros. How many euros must all tables bring in?"
                                .formatted(legsAndMore, price, cast.name(), tables, paint, profit),
                        cost + profit,
                        "(4*" + legsAndMore + "+" + price + ")*" + tables + "+" + paint + "+" + profit);
            }),
            new Template(6, (cast, draws, scale) -> {
                long trays = draws.between(2, 9);
                long rolls = draws.between(6, 20 * scale);
                long burnt = draws.between(2, (int) (trays * rolls) / 4);
                long kept = draws.between(2, (int) (trays * rolls) / 4);
                long price = draws.between(2, 5);
                long flour = draws.between(2, 10 * scale);
                long power = draws.between(2, 5);
                long sold = trays * rolls - burnt - kept;
                long other = flour + power + Math.max(0, flour + power - sold * price);
                return new Story(
                        "The %s bakes %d trays of %d rolls. %d rolls are burnt and %d are kept. The rest is sold for %d euros each. Cakes bring in %d euros more, while flour costs %d euros and power %d euros. How many euros remain?"
                                .formatted(cast.shop(), trays, rolls, burnt, kept, price, other, flour, power),
                        sold * price + other - flour - power,
                        "(" + trays + "*" + rolls + "-" + burnt + "-" + kept + ")*" + price + "+" + other + "-" + flour
                                + "-" + power);
            }),
            new Template(6, (cast, draws, scale) -> {
                long shelves = draws.between(2, 6);
                long each = draws.between(4, 15 * scale);
                long lent = draws.between(2, (int) (shelves * each) / 3);
                long back = draws.between(2, (int) lent);
                long bought = draws.between(2, 12 * scale);
                long value = draws.between(2, 9);
                return new Story(
                        "%s has %d shelves with %d books each. %d books are lent out and %d of those come back. %s buys %d more and then sells all books that are there for %d euros each. How many euros does %s get?"
                                .formatted(
                                        cast.name(),
                                        shelves,
                                        each,
                                        lent,
                                        back,
                                        cast.name(),
                                        bought,
                                        value,
                                        cast.name()),
                        (shelves * each - lent + back + bought) * value,
                        "(" + shelves + "*" + each + "-" + lent + "+" + back + "+" + bought + ")*" + value);
            }),
            new Template(6, (cast, draws, scale) -> {
                long young = draws.between(3, 9 * scale);
                long older = draws.between(2, 9 * scale);
                long years = draws.between(2, 10);
                long sum = young + (young + older) + 2 * years;
                long third = draws.between(2, 9 * scale);
                return new Story(
                        "%s is %d years old and %s is %d years older. A cousin is %d years old. How old will the three be together in %d years?"
                                .formatted(cast.name(), young, cast.other(), older, third, years),
                        sum + third + years,
                        young + "+" + young + "+" + older + "+" + third + "+3*" + years);
            }));

    private LongStories() {}
}
