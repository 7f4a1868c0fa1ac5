package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.RequestRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the page of the DNS providers to what the providers declare, and to what a provider made of an example's settings can do.
 * {@code -Dgatehouse.pages=write} writes it anew.
 */
class ProviderPagesTest {
    private static final String HEADER = """
            # The DNS providers
            Generated from what each provider declares (`ProviderPagesTest`). A setting is given by its name to `DnsProviders.named`, or
            by its variable in an environment that is handed to `DnsProviders.fromEnvironment`.

            """;

    private static final String CAPABILITIES = """
            | provider | changes | zones listed | shortest TTL | values at a name | requests | processes that write at once | proven on |
            |---|---|---|---|---|---|---|---|
            """;

    private static final String NOTES = """

            "Documentation" stands for a server in this build that follows the vendor's documentation, written apart from the provider;
            nobody has tried these providers on the vendor's own servers yet. Where processes have to take turns, the vendor's API takes
            no condition with a change: two that write one name in the same moment can lose a value, and the order is tried again.
            With `exec`, `http` and `manual` nothing is lost by Gatehouse; what the program, the server or the person makes of two changes
            is theirs.
            """;

    private static final List<DnsProviderFactory> FACTORIES = ServiceLoader.load(DnsProviderFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(DnsProviderFactory::name))
            .toList();

    @TempDir
    private Path folder;

    @Test
    void pageShowsWhatTheProvidersDeclare() throws IOException {
        Path page = DocumentationTest.root().resolve("docs/providers/README.md");
        String expected = HEADER
                + CAPABILITIES
                + FACTORIES.stream().map(this::capabilities).collect(Collectors.joining())
                + NOTES
                + FACTORIES.stream().map(ProviderPagesTest::section).collect(Collectors.joining());
        if (System.getProperty("gatehouse.pages", "").equals("write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("write it anew with -Dgatehouse.pages=write")
                .exists()
                .hasContent(expected);
    }

    @Test
    void everyExampleIsOfAProvider() {
        assertThat(ProviderExample.all(folder).keySet())
                .containsExactlyInAnyOrderElementsOf(
                        FACTORIES.stream().map(DnsProviderFactory::name).toList());
    }

    private String capabilities(DnsProviderFactory factory) {
        ProviderExample example = ProviderExample.all(folder).get(factory.name());
        assertThat(example).as("an example of " + factory.name()).isNotNull();
        try (DnsProvider provider = DnsProviders.named(factory.name(), example.settings())) {
            DnsCapabilities can = provider.capabilities();
            return "| [`%s`](#%1$s) | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            factory.name(),
                            can.writes().name().toLowerCase(Locale.ROOT),
                            can.listsZones() ? "yes" : "no",
                            can.minimumTtl().isZero() ? "any" : can.minimumTtl().toSeconds() + " s",
                            limit(can.valuesAtAName()),
                            can.rates().isEmpty()
                                    ? "any"
                                    : can.rates().stream()
                                            .map(RequestRate::toString)
                                            .collect(Collectors.joining(", ")),
                            can.hasPrecondition() ? "lose nothing" : "have to take turns",
                            example.provenOn());
        }
    }

    private static String limit(int most) {
        return most == Integer.MAX_VALUE ? "any" : String.valueOf(most);
    }

    private static String section(DnsProviderFactory factory) {
        return "\n## " + factory.name() + "\n| setting | what to give | written as | if it is missing | variable |\n"
                + "|---|---|---|---|---|\n"
                + factory.settings().stream().map(ProviderPagesTest::row).collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        String missing = setting.isRequired()
                ? "an error"
                : setting.defaultText().map(text -> "`" + text + "`").orElse("");
        String variables = setting.environment().stream()
                .map(variable -> "`" + variable + "`")
                .collect(Collectors.joining(", "));
        return "| `%s` | %s%s | %s | %s | %s |\n"
                .formatted(
                        setting.name(),
                        setting.meaning(),
                        setting.isSecret() ? " (secret)" : "",
                        setting.form(),
                        missing,
                        variables);
    }
}
