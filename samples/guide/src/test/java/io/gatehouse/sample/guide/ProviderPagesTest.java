package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.dns.DnsProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the page of the DNS providers' settings to what the providers declare. {@code -Dgatehouse.pages=write} writes it anew.
 */
class ProviderPagesTest {
    private static final String HEADER = """
            # Settings of the DNS providers
            Generated from what each provider declares (`ProviderPagesTest`): a setting is given by its name to `DnsProviders.named`, or
            by its variable in an environment that is handed to `DnsProviders.fromEnvironment`.
            """;

    @Test
    void pageShowsWhatTheProvidersDeclare() throws IOException {
        Path page = DocumentationTest.root().resolve("docs/providers/README.md");
        String expected = HEADER
                + ServiceLoader.load(DnsProviderFactory.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .sorted(Comparator.comparing(DnsProviderFactory::name))
                        .map(ProviderPagesTest::section)
                        .collect(Collectors.joining());
        if (System.getProperty("gatehouse.pages", "").equals("write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, expected);
        }
        assertThat(page)
                .as("write it anew with -Dgatehouse.pages=write")
                .exists()
                .hasContent(expected);
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
