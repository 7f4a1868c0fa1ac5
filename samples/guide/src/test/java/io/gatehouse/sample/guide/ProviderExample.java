package io.gatehouse.sample.guide;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What a user of a DNS provider might give, and what the provider's contract is run against.
 *
 * @param provenOn by its real name, or "documentation" for a server that follows the vendor's
 */
record ProviderExample(Map<String, String> settings, String provenOn) {
    private static final String DOCUMENTATION = "documentation";
    private static final String TOKEN = "token-of-nobody";

    /** All examples, by the name of the provider. */
    static Map<String, ProviderExample> all(Path folder) {
        Map<String, ProviderExample> all = new HashMap<>();
        all.put("acmedns", documented("endpoint", "https://auth.example.test", "accounts", registration()));
        all.put("azure", azure());
        all.put("cloudflare", documented("api-token", TOKEN));
        all.put("digitalocean", documented("auth-token", TOKEN));
        all.put("exec", new ProviderExample(Map.of("program", "/usr/bin/env"), "lego, certbot, curl, BIND"));
        all.put("gandi", documented("personal-access-token", TOKEN));
        all.put("godaddy", documented("api-key", "key-of-nobody", "api-secret", TOKEN));
        all.put("google", documented("service-account", serviceAccount()));
        all.put("hetzner", documented("api-token", TOKEN));
        all.put(
                "http",
                new ProviderExample(
                        Map.of("endpoint", "https://dns.example.test"), "a server beside lego's own calls"));
        all.put("ionos", documented("api-key", "prefix.secret-of-nobody"));
        all.put("linode", documented("token", TOKEN));
        all.put("manual", new ProviderExample(Map.of("instructions", folder.toString()), "people, in a test"));
        all.put("namecheap", documented("api-user", "nobody", "api-key", TOKEN, "client-ip", "192.0.2.1"));
        all.put(
                "ovh",
                documented(
                        "application-key", "key", "application-secret", TOKEN, "consumer-key", "consumer-of-nobody"));
        all.put(
                "powerdns",
                new ProviderExample(Map.of("endpoint", "https://ns1.example.test:8081", "api-key", TOKEN), "PowerDNS"));
        all.put("rfc2136", rfc2136());
        all.put(
                "route53",
                new ProviderExample(
                        Map.of("access-key-id", "AKIDNOBODY", "secret-access-key", TOKEN), "moto, " + DOCUMENTATION));
        all.put("scaleway", documented("secret-key", TOKEN));
        return Map.copyOf(all);
    }

    private static ProviderExample documented(String... settings) {
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            byName.put(settings[i], settings[i + 1]);
        }
        return new ProviderExample(Map.copyOf(byName), DOCUMENTATION);
    }

    private static ProviderExample azure() {
        return documented(
                "tenant-id", "tenant",
                "client-id", "application",
                "client-secret", TOKEN,
                "subscription-id", "subscription",
                "resource-group", "zones");
    }

    private static ProviderExample rfc2136() {
        Map<String, String> settings = Map.of(
                "server", "ns1.example.test", "zones", "example.test", "tsig-key", "acme", "tsig-secret", "c2VjcmV0");
        return new ProviderExample(settings, "BIND, Knot, PowerDNS");
    }

    private static String registration() {
        return """
                {"example.test": {"fulldomain": "8e5700ea.auth.example.test", "subdomain": "8e5700ea",
                  "username": "c36f50e8-4632-44f0-83fe-e070fef28a10", "password": "%s"}}""".formatted("password-of-nobody-at-all-0123456789abcdef");
    }

    private static String serviceAccount() {
        try {
            byte[] key = KeyPairGenerator.getInstance("RSA")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            String pem = "-----BEGIN PRIVATE KEY-----\\n"
                    + Base64.getEncoder().encodeToString(key)
                    + "\\n-----END PRIVATE KEY-----\\n";
            return """
                    {"type": "service_account", "project_id": "project", "private_key_id": "1", "private_key": "%s",
                     "client_email": "acme@project.test", "token_uri": "https://oauth2.example.test/token"}""".formatted(pem);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }
}
