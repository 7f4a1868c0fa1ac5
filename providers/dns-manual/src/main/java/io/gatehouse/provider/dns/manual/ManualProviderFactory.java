package io.gatehouse.provider.dns.manual;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.DnsZone;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the provider {@code manual}, which leaves a file for each record that somebody is to write by hand, and a line in the
 * log. Programs with a console tell people there, by {@link ManualDns}.
 */
public final class ManualProviderFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "manual";

    private static final Setting<Path> INSTRUCTIONS = Setting.path(
                    "instructions",
                    "a folder for the instructions, a file for each record that is to be added or removed")
            .required();
    private static final Setting<List<DnsZone>> ZONES = Setting.of(
            "zones",
            "the zones that can be written by hand, and no other",
            "their names with commas between them",
            ManualProviderFactory::zones);

    /** Used by the service loader. */
    public ManualProviderFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(INSTRUCTIONS, ZONES);
    }

    @Override
    public DnsProvider create(Settings settings) {
        Path folder = settings.get(INSTRUCTIONS);
        InstructionFolder.problem(folder).ifPresent(problem -> {
            throw settings.invalid(INSTRUCTIONS, problem);
        });
        return ManualDns.telling(
                new InstructionFolder(folder),
                settings.find(ZONES).orElse(List.of()).toArray(DnsZone[]::new));
    }

    private static List<DnsZone> zones(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(DnsZone::of)
                .toList();
    }
}
