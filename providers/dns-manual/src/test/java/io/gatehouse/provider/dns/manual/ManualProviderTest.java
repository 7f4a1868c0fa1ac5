package io.gatehouse.provider.dns.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.DnsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with somebody who does what the files say before anyone asks the name server. */
class ManualProviderTest extends DnsProviderContract {
    private static final Pattern LINE = Pattern.compile("^(\\S+)\\. \\d+ IN TXT (\".*\")$", Pattern.MULTILINE);

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .txt("example.test", "v=spf1 -all")
            .build();

    @TempDir
    Path folder;

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return provider(folder);
    }

    private static DnsProvider provider(Path instructions) {
        return DnsProviders.named("manual", Map.of("instructions", instructions.toString(), "zones", "example.test"));
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        throw new UnsupportedOperationException("a person needs none from us");
    }

    /** The one test that has nothing to try: it shows why. */
    @Test
    @Override
    public void badCredentialsAreToldApart() {
        assertThat(new ManualProviderFactory().settings()).noneMatch(Setting::isSecret);
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        try {
            Path gone = Files.createDirectory(folder.resolve("gone"));
            DnsProvider provider = provider(gone);
            Files.delete(gone);
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Collection<String> credentials() {
        return List.of();
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        try {
            obey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DNS.txt(name.text());
    }

    private void obey() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String text = Files.readString(file);
            Matcher line = LINE.matcher(text);
            assertThat(line.find()).as(text).isTrue();
            Set<String> values = DNS.txt(line.group(1)).stream()
                    .map(TxtPresentation::quoted)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (text.startsWith("ADD")) {
                values.add(line.group(2));
            } else {
                assertThat(text).startsWith("REMOVE");
                values.remove(line.group(2));
                Files.delete(file);
            }
            DNS.set(line.group(1), "TXT", values.toArray(String[]::new));
        }
    }
}
