package io.gatehouse.postgres;

import io.gatehouse.core.Secret;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From what libpq understands to a {@link Dsn} and back. Here, and not in the parser, is where this library is stricter than
 * libpq. Errors name a place and not its text, since a misplaced password may be in any of them.
 */
final class LibpqForm {
    private final DsnDraft draft = new DsnDraft();
    private final SslParameters ssl = new SslParameters();
    private String host = "";
    private String port = "";

    private LibpqForm() {}

    static DsnDraft read(Conninfo conninfo) {
        if (conninfo.hasStraySign()) {
            throw new DsnException("there is an @ in a host or in the database name, where the rest of a password may"
                    + " be: write it as %40, in a password too");
        }
        LibpqForm form = new LibpqForm();
        conninfo.values().forEach(form::put);
        List<Endpoint> endpoints = HostList.pair(form.host, form.port);
        form.draft.endpoints.addAll(endpoints);
        form.ssl.applyTo(form.draft);
        return form.draft;
    }

    private void put(ConninfoKeyword keyword, String value) {
        if (EscapedUtf8.hasUnpairedSurrogate(value)) {
            throw new DsnException("the value of " + keyword.text() + " is not UTF-8: correct its %-escapes");
        }
        switch (keyword) {
            case USER -> draft.user = value.isEmpty() ? null : value;
            case PASSWORD -> draft.password = value.isEmpty() ? null : Secret.ofText(value);
            case DBNAME -> draft.database = value.isEmpty() ? null : value;
            case HOST -> host = value;
            case PORT -> port = value;
            case SSLMODE, SSLROOTCERT, SSLCERT, SSLKEY, SSLPASSWORD -> ssl.put(keyword.text(), value);
            default -> draft.parameters.put(parameter(keyword), value);
        }
    }

    private static ConnectionParameter parameter(ConninfoKeyword keyword) {
        return ConnectionParameter.byLibpqName(keyword.text())
                .orElseThrow(() -> new DsnException("libpq's parameter " + keyword.text()
                        + " is not part of this model: "
                        + (keyword == ConninfoKeyword.SERVICE
                                ? "look the service up with ServiceFile"
                                : "leave it out")));
    }

    /** What libpq is to be told; what it has no words for is added to the changes. */
    static Conninfo write(Dsn dsn, boolean withSecrets, List<Conversion.Change> changes) {
        Map<ConninfoKeyword, String> values = new EnumMap<>(ConninfoKeyword.class);
        dsn.user().ifPresent(user -> values.put(ConninfoKeyword.USER, user));
        if (withSecrets) {
            dsn.password().ifPresent(p -> values.put(ConninfoKeyword.PASSWORD, p.exposeText()));
        }
        values.put(ConninfoKeyword.HOST, HostList.hosts(dsn));
        values.put(ConninfoKeyword.PORT, HostList.ports(dsn));
        dsn.database().ifPresent(name -> values.put(ConninfoKeyword.DBNAME, name));
        values.put(ConninfoKeyword.SSLMODE, dsn.sslMode().text());
        SslFiles.of(dsn, withSecrets, changes).parameters().forEach((name, value) -> put(values, name, value));
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.OfSystem) {
            values.put(ConninfoKeyword.SSLROOTCERT, "system");
        }
        dsn.parameters().forEach((parameter, value) -> {
            if (parameter.libpqName().isPresent()) {
                put(values, parameter.libpqName().get(), value);
            } else {
                changes.add(new Conversion.Change(
                        parameter.name().toLowerCase(Locale.ROOT),
                        Conversion.Kind.LOST,
                        "libpq has no such parameter"));
            }
        });
        return new Conninfo(values, false);
    }

    private static void put(Map<ConninfoKeyword, String> values, String name, String value) {
        ConninfoUri.put(values, name, value);
    }
}
