package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.testkit.Peer;
import io.gatehouse.testkit.PeerResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Our reader of Fernet beside its origin, pyca/cryptography, in the Python that certbot brings. */
class FernetIT {
    private static final int TOKENS = 200;

    /** Two keys and the tokens of MultiFernet; the tokens of its rotation; each with its plaintext in hexadecimal. */
    private static final String WRITE = """
            import os, random
            from cryptography.fernet import Fernet, MultiFernet
            old, new = Fernet.generate_key(), Fernet.generate_key()
            print(old.decode(), new.decode())
            older, both = Fernet(old), MultiFernet([Fernet(new), Fernet(old)])
            for size in range(%d):
                secret = os.urandom(size)
                token = older.encrypt_at_time(secret, random.randrange(2**34))
                if size %% 3 == 1:
                    token = both.encrypt(secret)
                if size %% 3 == 2:
                    token = both.rotate(token)
                print(token.decode(), secret.hex())
            """.formatted(TOKENS);

    /** ./verify puts it there: the Python of certbot's own virtual environment, which has pyca/cryptography for certain. */
    private final Peer python = Peer.find("gatehouse-python3").orElseGet(() -> Peer.require("python3"));

    @Test
    void readsWhatFernetAndMultiFernetWrite() {
        List<String> lines = python(WRITE).lines().toList();
        String[] keys = lines.get(0).split(" ", -1);
        FernetFormat both = FernetFormat.with(List.of(Secret.ofText(keys[1]), Secret.ofText(keys[0])));
        FernetFormat newest = FernetFormat.with(Secret.ofText(keys[1]));

        assertThat(lines).hasSize(TOKENS + 1);
        for (int size = 0; size < TOKENS; size++) {
            String[] words = lines.get(size + 1).split(" ", -1);
            byte[] secret = HexFormat.of().parseHex(words[1]);
            assertThat(both.read(words[0]).exposeBytes()).isEqualTo(secret);
            assertThat(both.read(words[0].getBytes(StandardCharsets.US_ASCII)).exposeBytes())
                    .isEqualTo(secret);
            if (size % 3 == 0) {
                assertThatThrownBy(() -> newest.read(words[0])).isInstanceOf(DecryptionException.class);
            } else {
                assertThat(newest.read(words[0]).exposeBytes()).isEqualTo(secret);
            }
        }
    }

    private String python(String script) {
        PeerResult known = python.run("-c", "import cryptography");
        if (known.exitCode() != 0) {
            assertThat(System.getenv("CI"))
                    .as(python + " lacks cryptography: %s", known)
                    .isNotEqualTo("true");
            Assumptions.abort("python3-cryptography is not installed; ./verify brings it");
        }
        PeerResult result = python.run("-W", "ignore", "-c", script);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result.output();
    }
}
