package io.gatehouse.dns;

import io.gatehouse.core.Secret;
import java.time.Duration;
import java.util.List;

/** A provider that keeps what it read from its settings. */
public final class RecordingFactory implements DnsProviderFactory {

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public List<DnsSetting> settings() {
        return List.of(
                DnsSetting.required("server", "the server's host"),
                DnsSetting.required("token", "the API token"),
                DnsSetting.optional("timeout", "how long to wait"));
    }

    @Override
    public DnsProvider create(DnsProviderSettings settings) {
        return new Recording(
                settings.required("server"),
                settings.secret("token"),
                settings.duration("timeout", Duration.ofSeconds(30)));
    }

    record Recording(String server, Secret token, Duration timeout) implements DnsProvider {
        @Override
        public List<DnsZone> zones() {
            return List.of();
        }

        @Override
        public void append(DnsZone zone, List<TxtRecord> records) {}

        @Override
        public void delete(DnsZone zone, List<TxtRecord> records) {}
    }
}
