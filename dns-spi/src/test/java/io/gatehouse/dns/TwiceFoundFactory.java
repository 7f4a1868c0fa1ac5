package io.gatehouse.dns;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.util.List;

/** Two factories that claim one name. */
abstract class TwiceFoundFactory implements DnsProviderFactory {

    @Override
    public String name() {
        return "twice";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public DnsProvider create(Settings settings) {
        throw new AssertionError("neither of two may be chosen");
    }

    public static final class First extends TwiceFoundFactory {}

    public static final class Second extends TwiceFoundFactory {}
}
