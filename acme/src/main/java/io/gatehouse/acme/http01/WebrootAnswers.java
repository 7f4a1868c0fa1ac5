package io.gatehouse.acme.http01;

import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Answers as files of a web server. */
final class WebrootAnswers implements Http01Solver.Answers {
    private final Path root;
    private final Path folder;

    WebrootAnswers(Path root) {
        this.root = root;
        this.folder = root.resolve(Http01Answers.PATH.substring(1));
    }

    @Override
    public void add(List<Challenge> challenges) {
        if (!Files.isDirectory(root)) {
            throw new ChallengeSolverException(
                    "The web root " + root + " is no folder. Name the folder that the web server serves as \"/\".",
                    null);
        }
        try {
            // With the usual permissions, not those of SecureFiles: the web server is often another user.
            Files.createDirectories(folder);
            for (Challenge challenge : challenges) {
                byte[] content = challenge.keyAuthorization().getBytes(StandardCharsets.US_ASCII);
                SecureFiles.writePublic(folder.resolve(challenge.token()), content);
            }
        } catch (IOException | GatehouseException e) {
            throw new ChallengeSolverException(
                    "The web root cannot take the answer to a challenge, in " + folder + ": " + e.getMessage()
                            + " Make it writable for this process.",
                    e);
        }
    }

    @Override
    public void remove(List<Challenge> challenges) {
        List<Path> left = new ArrayList<>();
        IOException first = null;
        for (Challenge challenge : challenges) {
            Path file = folder.resolve(challenge.token());
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                left.add(file);
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new ChallengeSolverException("Could not delete " + left + ": " + first + ". Delete them.", first);
        }
    }
}
