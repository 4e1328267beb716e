package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.report.figure.Palette;
import dev.rlvr4j.experiments.report.figure.Tone;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The look of the page, for light and dark, narrow and wide, screen and paper. */
final class StyleSheet {
    private static final String RULES = """
            *, *::before, *::after { box-sizing: border-box; }
            html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
            body { margin: 0; background: var(--ground); color: var(--ink);
              font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Georgia, serif;
              overflow-wrap: break-word; }
            main { max-width: 70rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
            h1 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.6rem); line-height: 1.15; letter-spacing: -.01em;
              margin: 0 0 .75rem; font-weight: 600; text-wrap: balance; }
            h2 { font-size: 1.45rem; line-height: 1.25; margin: 3.5rem 0 .6rem; font-weight: 600; }
            h3 { font-size: 1.1rem; line-height: 1.3; margin: 2rem 0 .5rem; font-weight: 600; }
            p { max-width: 44rem; margin: 0 0 1rem; }
            .kicker { font: 600 .78rem/1.4 var(--sans); letter-spacing: .09em; text-transform: uppercase;
              color: var(--accent); margin: 0 0 .6rem; }
            .question { font-size: 1.2rem; font-style: italic; color: var(--muted); margin-bottom: 1.75rem; }
            .answer { border-left: 3px solid var(--accent); padding: .1rem 0 .1rem 1.25rem; }
            .answer p { font-size: 1.15rem; }
            .answer p:last-child { margin-bottom: 0; }
            .answer .scope, .aside, figcaption { font: .875rem/1.55 var(--sans); color: var(--muted); }
            .notes { background: var(--shade); border-top: 2px solid var(--caution); padding: 1rem 1.25rem;
              margin: 2rem 0 0; font: .92rem/1.55 var(--sans); }
            .notes h2 { font: 600 .95rem/1.4 var(--sans); color: var(--caution); margin: 0 0 .35rem; }
            .notes ul { margin: 0; padding-left: 1.15rem; max-width: 46rem; }
            .notes li + li { margin-top: .3rem; }
            .caution { color: var(--caution); }
            .scroll { overflow-x: auto; margin: .5rem 0 1rem; border-top: 1.5px solid var(--ink);
              border-bottom: 1.5px solid var(--ink);
              background: linear-gradient(to right, var(--ground) 40%, transparent) 0 0 / 3rem 100% local no-repeat,
                linear-gradient(to left, var(--ground) 40%, transparent) 100% 0 / 3rem 100% local no-repeat,
                linear-gradient(to right, var(--rule), transparent) 0 0 / .9rem 100% no-repeat,
                linear-gradient(to left, var(--rule), transparent) 100% 0 / .9rem 100% no-repeat; }
            .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
            table { border-collapse: collapse; width: 100%; font: .875rem/1.4 var(--sans);
              font-variant-numeric: tabular-nums lining-nums; }
            th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; }
            th:last-child, td:last-child { padding-right: .25rem; }
            thead th { font-weight: 600; color: var(--muted); vertical-align: bottom;
              border-bottom: 1px solid var(--muted); min-width: 4.5rem; }
            tbody th { font-weight: 500; min-width: 11.5rem; max-width: 18rem; overflow-wrap: anywhere; }
            tbody tr + tr > * { border-top: 1px solid var(--rule); }
            th.number, td.number { text-align: right; }
            td.number { white-space: nowrap; }
            td small, th small { display: block; font-size: .8125rem; font-weight: 400; color: var(--muted); }
            td small.caution { color: var(--caution); }
            tbody th.short { white-space: nowrap; }
            th.pair { min-width: 9.5rem; max-width: 18rem; }
            table tr.sentence > td { border-top: 0; padding-top: 0; padding-bottom: .8rem; }
            .sentence div { position: sticky; left: 0; width: fit-content; max-width: min(50rem, 100vw - 2.5rem);
              font-size: .8125rem; color: var(--muted); }
            th.pair span { color: var(--muted); font-weight: 400; }
            .reason { white-space: normal; min-width: 9rem; max-width: 11rem; margin-left: auto;
              overflow-wrap: anywhere; }
            .absent { color: var(--muted); font-style: italic; }
            tr.best > td { background: var(--shade); font-weight: 600; }
            tr.best > th { background: var(--shade); }
            tr.first > * { border-top-color: var(--muted) !important; }
            .arm, .verdict, .legend li { display: flex; align-items: flex-start; gap: .5rem; }
            .verdict { gap: 0; font-weight: 600; white-space: nowrap; }
            .verdict .sample { margin: .1rem -6px 0 -11px; }
            .sample { flex: none; margin-top: .1rem; }
            .legend .sample { margin-top: .16rem; }
            .interval { display: block; margin-top: .15rem; min-width: 160px; }
            .setting { display: block; white-space: nowrap; }
            code, pre { font: .8125rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
            pre { margin: 0; padding: .9rem 1rem; background: var(--shade); width: max-content; min-width: 100%; }
            .scroll:has(pre) { border: 0; background: none; }
            .aside code { white-space: nowrap; }
            figure { margin: 2.25rem 0 2.75rem; }
            figure h3 { margin: 0 0 .35rem; }
            figure > svg { display: block; width: 100%; height: auto; font-family: var(--sans);
              font-variant-numeric: tabular-nums; overflow: visible; }
            figcaption { max-width: 46rem; margin-top: .4rem; }
            .narrow { display: none !important; }
            .halo { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; }
            .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.4rem; margin: 0 0 .6rem;
              padding: 0; font: .875rem/1.5 var(--sans); }
            .legend li { min-width: 0; max-width: calc(50% - .7rem); overflow-wrap: anywhere; }
            .panels { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.5rem; }
            .panels figure { margin: 1.25rem 0; }
            details { font: .92rem/1.5 var(--sans); }
            summary { cursor: pointer; color: var(--accent); }
            dl { margin: .75rem 0; }
            dd { margin: 0; overflow-wrap: anywhere; }
            dl.reading { columns: 2; column-gap: 2.5rem; font-size: 1rem; line-height: 1.5; }
            dl.reading div { break-inside: avoid; padding-bottom: .9rem; }
            dl.reading dt { font-weight: 600; }
            dl.facts { font: .875rem/1.5 var(--sans); display: grid; gap: 0 2.5rem;
              grid-template-columns: repeat(2, minmax(0, 1fr)); font-variant-numeric: tabular-nums; }
            dl.facts div { display: flex; gap: 1rem; justify-content: space-between; padding: .35rem 0;
              border-bottom: 1px solid var(--rule); }
            dl.facts dt { color: var(--muted); flex: none; max-width: 60%; overflow-wrap: anywhere; }
            dl.facts dd { text-align: right; min-width: 0; }
            .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
              white-space: nowrap; }
            @media (max-width: 40rem) {
              body { font-size: 1rem; }
              main { padding: 2rem 1rem 3.5rem; }
              h2 { margin-top: 2.75rem; }
              .question { font-size: 1.1rem; }
              .answer { padding-left: 1rem; }
              .answer p { font-size: 1.0625rem; }
              .wide { display: none !important; }
              .narrow { display: block !important; }
              .panels, dl.facts { grid-template-columns: minmax(0, 1fr); }
              dl.reading { columns: 1; }
              .legend li { max-width: 100%; }
            }
            @media print {
              main { max-width: none; padding: 0; }
              .scroll { overflow: visible; }
              figure, tr { break-inside: avoid; }
            }
            """;

    private StyleSheet() {}

    static String text() {
        return "\n:root { color-scheme: light dark; --sans: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\","
                + " \"Liberation Sans\", Arial, sans-serif;\n" + variables(Tone::light) + " }\n"
                + "@media (prefers-color-scheme: dark) { :root {\n" + variables(Tone::dark) + " } }\n"
                + RULES;
    }

    private static String variables(ToIntFunction<Tone> shade) {
        return Palette.tones().stream()
                .map(tone -> "  --" + tone.name() + ": " + Tone.hex(shade.applyAsInt(tone)) + ";")
                .collect(Collectors.joining("\n"));
    }
}
