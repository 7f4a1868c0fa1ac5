package io.gatehouse.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a service file may say to libpq and pgjdbc both: names, words and meaning are the same. */
final class PortableProfile {
    private PortableProfile() {}

    static DriverSettings of(Dsn dsn) {
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.OfSystem) {
            throw new DsnException("sslrootcert=system is a file of that name for pgjdbc: name a PEM file, which both"
                    + " drivers read");
        }
        List<Conversion.Change> changes = new ArrayList<>();
        Map<String, String> both = new LinkedHashMap<>();
        both.put("host", HostList.hosts(dsn));
        both.put("port", HostList.ports(dsn));
        dsn.database().ifPresent(name -> both.put("dbname", name));
        dsn.user().ifPresent(user -> both.put("user", user));
        dsn.password().ifPresent(p -> both.put("password", p.exposeText()));
        both.put("sslmode", JdbcUrl.mode(dsn, changes).text());
        both.putAll(SslFiles.of(dsn, true, changes).parameters());
        dsn.parameters().forEach((parameter, value) -> {
            if (parameter == ConnectionParameter.OPTIONS) {
                both.put("options", value);
            } else {
                changes.add(Conversion.lost(
                        parameter, value, "a service file for both drivers", "has no common name for it"));
            }
        });
        return new DriverSettings(both, changes);
    }
}
