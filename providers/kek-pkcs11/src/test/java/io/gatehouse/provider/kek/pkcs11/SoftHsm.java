package io.gatehouse.provider.kek.pkcs11;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.PeerResult;
import io.gatehouse.testkit.Peers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Assumptions;

/** SoftHSM2 of this machine, with tokens of its own. */
final class SoftHsm {
    static final String PIN = "71402936";

    private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");
    private static final String SENSITIVE = "CKA_TOKEN=true\nCKA_SENSITIVE=true\nCKA_EXTRACTABLE=false\n";
    private static final String HANDED_OUT = "CKA_TOKEN=true\nCKA_SENSITIVE=false\nCKA_EXTRACTABLE=true\n";

    private final Peers peers;
    private final Path configuration;

    SoftHsm(Peers peers) throws IOException {
        this.peers = peers;
        // The library in this JVM reads the variable that Failsafe sets; the tool is handed the same file.
        this.configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Files.writeString(configuration, "directories.tokendir = " + peers.folder() + "\nlog.level = ERROR\n");
    }

    static Path library() {
        return Stream.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("libsofthsm2.so is not here: apt-get install softhsm2"));
    }

    /** Makes a token and returns its slot. */
    long token(String label) {
        PeerResult made = peers.run(
                "softhsm2-util",
                PeerLaunch.builder("--init-token", "--free", "--label", label, "--so-pin", "5678", "--pin", PIN)
                        .environment("SOFTHSM2_CONF", configuration.toString())
                        .build());
        Matcher slot = SLOT.matcher(made.orThrow().output());
        if (!slot.find()) {
            throw new AssertionError("no slot in " + made.output());
        }
        return Long.parseLong(slot.group(1));
    }

    void key(long slot, String label, int bits) throws Exception {
        key(slot, label, bits, SENSITIVE);
    }

    void keyThatIsHandedOut(long slot, String label) throws Exception {
        key(slot, label, 256, HANDED_OUT);
    }

    private static void key(long slot, String label, int bits, String attributes) throws Exception {
        Provider provider = Security.getProvider("SunPKCS11")
                .configure("--name=maker\nlibrary=" + library() + "\nslot=" + slot
                        + "\nattributes(generate,CKO_SECRET_KEY,*)={\n" + attributes + "}\n");
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, PIN.toCharArray());
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(bits);
        SecretKey key = generator.generateKey();
        token.setEntry(label, new KeyStore.SecretKeyEntry(key), null);
    }

    /** Deletes a token as if it was pulled out. */
    void destroy(String label) {
        peers.run(
                        "softhsm2-util",
                        PeerLaunch.builder("--delete-token", "--token", label)
                                .environment("SOFTHSM2_CONF", configuration.toString())
                                .build())
                .orThrow();
    }

    static String uri(long slot, String label) {
        return "pkcs11:slot-id=" + slot + ";object=" + URLEncoder.encode(label, StandardCharsets.UTF_8)
                + "?module-path=" + library();
    }

    static KeyEncryptionKey open(long slot, String label) {
        return KeyEncryptionKeys.open(uri(slot, label), Settings.of("pin", Secret.ofText(PIN)));
    }
}
