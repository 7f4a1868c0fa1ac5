package io.gatehouse.dns;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A provider that keeps what it read from its settings. */
public final class RecordingFactory implements DnsProviderFactory {

    private static final Setting<String> SERVER =
            Setting.text("server", "the server's host").required().environment("RECORDING_SERVER");
    private static final Setting<Secret> TOKEN =
            Setting.token("token", "the API token").required().environment("RECORDING_API_TOKEN", "RECORDING_TOKEN");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("timeout", "how long to wait").byDefault("30s");

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SERVER, TOKEN, TIMEOUT);
    }

    @Override
    public DnsProvider create(Settings settings) {
        return new Recording(settings.get(SERVER), settings.get(TOKEN), settings.get(TIMEOUT));
    }

    record Recording(String server, Secret token, Duration timeout) implements DnsProvider {
        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.VALUE);
        }

        @Override
        public Stream<DnsZone> zones() {
            return Stream.empty();
        }

        @Override
        public void append(DnsZone zone, List<TxtRecord> records) {}

        @Override
        public void delete(DnsZone zone, List<TxtRecord> records) {}
    }
}
