package io.gatehouse.provider.dns.manual;

import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.manual.Instruction.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a file for each record that somebody is to add, or to take away. A file is replaced whole, and by the one for
 * the same record alone, so that processes share a folder and what is open survives each of them. Who has done what a file
 * says may delete it.
 *
 * <p>Safe for use by many threads.
 */
final class InstructionFolder implements Consumer<Instruction> {
    private static final Logger LOG = LoggerFactory.getLogger(InstructionFolder.class);
    /** File systems take names of 255 bytes. */
    private static final int LONGEST_NAME_SHOWN = 180;

    private static final int DIGITS = 16;

    private final Path folder;

    InstructionFolder(Path folder) {
        this.folder = folder;
    }

    /** What is wrong with the folder; empty if nothing is. Whoever may write there says what is added to a zone. */
    static Optional<String> problem(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.of("is " + folder + ", where there is no folder; make it");
        }
        try {
            boolean isOpen =
                    folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                            && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
            return isOpen
                    ? Optional.of("is " + folder + ", where everybody may write; run: chmod o-w " + folder)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("is " + folder + ", whose mode cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public void accept(Instruction instruction) {
        problem(folder).ifPresent(problem -> {
            throw failure("the folder of instructions " + problem, null);
        });
        Path file = folder.resolve(fileName(instruction.txt()));
        try {
            SecureFiles.writePublic(file, text(instruction).getBytes(StandardCharsets.UTF_8));
        } catch (SecureFileException e) {
            throw failure("the instruction could not be written: " + e.getMessage(), e);
        }
        LOG.info("By hand, as {} says: {} {}", file, instruction.action(), instruction.zoneFileLine());
    }

    private static String text(Instruction instruction) {
        String last = instruction.action() == Action.ADD
                ? "Gatehouse goes on when the name servers of the zone serve it."
                : "Delete this file when it is done.";
        return instruction.text() + "\n" + last + "\n";
    }

    /** The same for adding and for taking away: of the two the last one holds. */
    private static String fileName(TxtRecord txt) {
        String name = txt.name().text();
        boolean isShown = name.length() <= LONGEST_NAME_SHOWN && !txt.name().isWildcard();
        return (isShown ? name + "." : "") + digest(name + '\0' + txt.value()) + ".txt";
    }

    private static String digest(String text) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static DnsProviderException failure(String message, @Nullable Exception cause) {
        return new DnsProviderException(ManualProviderFactory.NAME, Kind.UNREACHABLE, message, cause, null);
    }
}
