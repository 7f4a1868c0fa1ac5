package io.gatehouse.benchmark.issuance;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;

/** What its guide shows, in a loop: one order after the other, each waited for by the library. */
final class Acme4jLoop implements Customer, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final World world;
    private final Path folder;
    private final @Nullable DnsProvider dns;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer web;
    private @Nullable Login login;

    /** @param dns for dns-01; {@code null} for http-01 */
    Acme4jLoop(World world, Path folder, @Nullable DnsProvider dns) throws IOException {
        this.world = world;
        this.folder = folder;
        this.dns = dns;
        this.web = HttpServer.create();
        web.createContext("/.well-known/acme-challenge/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] body = answers.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "")
                        .getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    @Override
    public String name() {
        return "a loop over acme4j 4.0.0";
    }

    @Override
    public void obtain(List<String> names) throws Exception {
        if (dns == null) {
            web.bind(world.http(), 0);
            web.start();
        }
        Session session = new Session(world.directory());
        KeyPair account = PrivateKeys.generate(KeyType.EC_P256);
        login = new AccountBuilder().agreeToTermsOfService().useKeyPair(account).createLogin(session);
        for (String name : names) {
            obtain(login, name);
        }
    }

    private void obtain(Login account, String name) throws Exception {
        Order order = account.newOrder().domain(name).create();
        for (Authorization authorization : order.getAuthorizations()) {
            prove(name, authorization);
        }
        order.waitUntilReady(PATIENCE);
        KeyPair key = PrivateKeys.generate(KeyType.EC_P256);
        order.execute(key);
        if (order.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new IOException("No certificate for " + name);
        }
        Files.writeString(folder.resolve(name + ".key"), PrivateKeys.toPem(key.getPrivate()));
        try (Writer out = Files.newBufferedWriter(folder.resolve(name + ".pem"))) {
            order.getCertificate().writeCertificate(out);
        }
    }

    private void prove(String name, Authorization authorization) throws Exception {
        if (dns == null) {
            Http01Challenge challenge =
                    authorization.findChallenge(Http01Challenge.class).orElseThrow();
            answers.put(challenge.getToken(), challenge.getAuthorization());
            validate(challenge);
            return;
        }
        Dns01Challenge challenge =
                authorization.findChallenge(Dns01Challenge.class).orElseThrow();
        DnsZone zone = DnsZone.of(World.ZONE);
        List<TxtRecord> records = List.of(new TxtRecord(
                DomainName.of(name).child("_acme-challenge"), challenge.getDigest(), Duration.ofSeconds(60)));
        dns.append(zone, records);
        validate(challenge);
        dns.delete(zone, records);
    }

    private static void validate(Challenge challenge) throws Exception {
        challenge.trigger();
        if (challenge.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new IOException("Not validated: " + challenge.getError());
        }
    }

    @Override
    public void close() {
        web.stop(0);
    }
}
