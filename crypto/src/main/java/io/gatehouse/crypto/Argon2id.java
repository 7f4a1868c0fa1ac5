package io.gatehouse.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The cost of one guess at a passphrase, as RFC 9106 counts it.
 *
 * @param memoryKib KiB of memory
 * @param passes over the memory
 * @param lanes that could run at once
 */
record Argon2id(int memoryKib, int passes, int lanes) {
    /** RFC 9106, section 4, the second choice: 64 MiB, which a small container has. OWASP's least is 19 MiB and two passes. */
    static final Argon2id DEFAULT = new Argon2id(64 * 1024, 3, 4);

    static final String LIMITS = "19 MiB to 4 GiB, 2 to 64 passes and 1 to 16 lanes";

    private static final int MIN_MEMORY_KIB = 19 * 1024;
    private static final int MAX_MEMORY_KIB = 4 * 1024 * 1024;

    /** Whether it is neither cheap to guess at, nor a way to stall whoever reads the file. */
    boolean isAcceptable() {
        return memoryKib >= MIN_MEMORY_KIB && memoryKib <= MAX_MEMORY_KIB && passes >= 2 && passes <= 64 && lanes <= 16;
    }

    byte[] derive(byte[] passphrase, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] key = new byte[KeyDerivation.KEY_BYTES];
        generator.generateBytes(passphrase, key);
        return key;
    }

    /** As in a PHC string. */
    String text() {
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes;
    }
}
