package io.gatehouse.provider.dns.exec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** For whom a program was written. */
enum Mode {
    /** lego's provider {@code exec} in its default mode. */
    LEGO,
    /** certbot's manual plug-in: one program that adds, another that takes away. */
    CERTBOT,
    /** A script of acme.sh's, which defines two functions named after its file. */
    ACME_SH;

    private static final Pattern SCRIPT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\.sh");

    /** Reads the setting; lego's users write nothing for the default, and RAW for what cannot be done here. */
    static Mode of(String text) {
        return switch (text) {
            case "lego" -> LEGO;
            case "certbot" -> CERTBOT;
            case "acme-sh" -> ACME_SH;
            default -> throw new IllegalArgumentException("Not a mode");
        };
    }

    /** What is wrong with the name of a program; empty if nothing is. */
    Optional<String> problemWithName(Path program) {
        boolean isNamedRight = this != ACME_SH
                || SCRIPT.matcher(String.valueOf(program.getFileName())).matches();
        return isNamedRight
                ? Optional.empty()
                : Optional.of(
                        "is " + program + ", whose functions cannot be told; name it as acme.sh does, dns_name.sh,"
                                + " with the functions dns_name_add and dns_name_rm");
    }

    ProgramContract contract(Path program, @Nullable Path cleanupProgram) {
        return switch (this) {
            case LEGO -> new LegoContract(program);
            case CERTBOT -> new CertbotContract(program, cleanupProgram);
            case ACME_SH -> new AcmeShContract(program);
        };
    }
}
