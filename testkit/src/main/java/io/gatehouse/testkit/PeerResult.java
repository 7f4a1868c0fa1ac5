package io.gatehouse.testkit;

/**
 * What a program that ran to its end left behind.
 *
 * @param peer the program's name
 * @param exitCode its exit code
 * @param output its standard output and standard error, in the order written
 */
public record PeerResult(String peer, int exitCode, String output) {

    /**
     * This result, provided that the program succeeded.
     *
     * @return this
     * @throws PeerException when the exit code is not 0; carries the end of the output
     */
    public PeerResult orThrow() {
        if (exitCode != 0) {
            throw new PeerException(
                    peer, "ended with exit code " + exitCode + "; its output says why", LogTail.of(output));
        }
        return this;
    }
}
