package io.gatehouse.sample.quickstart;

import io.gatehouse.core.SecureFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The run as one page that needs nothing beside it: the verdict, each step and its proofs, the facts, the files. */
final class Report {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1d2430; --dim: #667085; --line: #e4e7ec; --page: #f7f8fa;
                    --card: #fff; --good: #0f7b4f; --bad: #b42318; --accent: #3b5bdb }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e8ee; --dim: #98a2b3; --line: #2b3240;
                    --page: #12151b; --card: #1a1f28; --good: #4cc38a; --bad: #ff7b6e; --accent: #91a7ff } }
            * { box-sizing: border-box }
            body { margin: 0; background: var(--page); color: var(--ink);
                   font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
            main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
            h1 { font-size: 1.9rem; margin: 0 0 .25rem; letter-spacing: -.01em }
            h2 { font-size: 1.1rem; margin: 0 }
            p.lead { color: var(--dim); margin: 0 0 1.75rem }
            .verdict { display: inline-block; padding: .15rem .7rem; border-radius: 99px; font-weight: 600;
                       color: #fff; background: var(--good) }
            .verdict.bad { background: var(--bad) }
            section { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
                      padding: 1.1rem 1.3rem; margin: 0 0 1rem }
            section header { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline;
                             margin-bottom: .6rem }
            .took { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap }
            ul.proofs { list-style: none; margin: 0; padding: 0 }
            ul.proofs li { display: grid; grid-template-columns: 1.4rem minmax(12rem, 22rem) 1fr; gap: .5rem;
                           padding: .32rem 0; border-top: 1px solid var(--line) }
            .mark { color: var(--good); font-weight: 700 }
            .mark.bad { color: var(--bad) }
            .seen { color: var(--dim); overflow-wrap: anywhere; white-space: pre-line }
            table { border-collapse: collapse; width: 100% }
            td { border-top: 1px solid var(--line); padding: .32rem 0; vertical-align: top; overflow-wrap: anywhere }
            td:first-child { width: 14rem; color: var(--dim); padding-right: 1rem }
            .group { color: var(--accent); font-size: .8rem; text-transform: uppercase; letter-spacing: .08em;
                     margin: 2rem 0 .6rem }
            @media (max-width: 40rem) { ul.proofs li { grid-template-columns: 1.4rem 1fr }
                                        .seen { grid-column: 2 } }
            """;

    private final StringBuilder page = new StringBuilder();

    private Report() {}

    static void write(Path file, Journal journal, Instant at, Duration took) {
        Report report = new Report();
        report.head(journal, at, took);
        report.facts(journal.findings());
        report.group("Steps");
        int number = 0;
        for (Journal.Step step : journal.steps()) {
            number++;
            report.step(number, step);
        }
        report.group("What was seen");
        journal.facts().forEach(report::facts);
        report.page.append("</main></body></html>\n");
        SecureFiles.writePublic(file, report.page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void head(Journal journal, Instant at, Duration took) {
        long proofs = journal.steps().stream().mapToLong(s -> s.proofs().size()).sum();
        long held = journal.steps().stream()
                .flatMap(s -> s.proofs().stream())
                .filter(Proof::held)
                .count();
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Gatehouse quickstart</title><style>")
                .append(STYLE)
                .append("</style></head><body><main><h1>Gatehouse quickstart</h1><p class=\"lead\"><span class=\"")
                .append(journal.held() ? "verdict" : "verdict bad")
                .append("\">")
                .append(journal.held() ? "every proof held" : "a proof failed")
                .append("</span> &nbsp; ")
                .append(escape(held + " of " + proofs + " proofs in " + seconds(took) + ", " + at))
                .append("</p>\n");
    }

    private void group(String title) {
        page.append("<p class=\"group\">").append(escape(title)).append("</p>\n");
    }

    private void step(int number, Journal.Step step) {
        open(number + ". " + step.title(), seconds(step.took()));
        page.append("<ul class=\"proofs\">");
        for (Proof proof : step.proofs()) {
            page.append("<li><span class=\"mark")
                    .append(proof.held() ? "\">&#10003;" : " bad\">&#10007;")
                    .append("</span><span>")
                    .append(escape(proof.claim()))
                    .append("</span><span class=\"seen\">")
                    .append(escape(proof.seen()))
                    .append("</span></li>");
        }
        page.append("</ul></section>\n");
    }

    private void facts(Journal.Facts facts) {
        open(facts.title(), "");
        page.append("<table>");
        List<Journal.Fact> rows = facts.rows();
        for (Journal.Fact row : rows) {
            page.append("<tr><td>")
                    .append(escape(row.name()))
                    .append("</td><td>")
                    .append(escape(row.value()))
                    .append("</td></tr>");
        }
        page.append("</table></section>\n");
    }

    private void open(String title, String aside) {
        page.append("<section><header><h2>")
                .append(escape(title))
                .append("</h2><span class=\"took\">")
                .append(escape(aside))
                .append("</span></header>");
    }

    private static String seconds(Duration took) {
        return "%.1f s".formatted(took.toMillis() / 1000.0);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
