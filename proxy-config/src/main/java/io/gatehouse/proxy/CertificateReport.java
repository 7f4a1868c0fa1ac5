package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;

/**
 * What {@link CertificateCheck} found in the files.
 *
 * @param problems why a server would not start with them, or clients would turn away; each with its remedy
 * @param notes what works, and what a person should know all the same
 */
public record CertificateReport(List<Problem> problems, List<Problem> notes) {
    /** Copies the lists. */
    public CertificateReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Whether there is no problem; there may be notes. */
    public boolean isSound() {
        return problems.isEmpty();
    }

    /**
     * Stops here unless the files are sound.
     *
     * @return this report, for its notes
     * @throws InvalidModelException with every problem
     */
    public CertificateReport requireSound() {
        if (!isSound()) {
            throw new InvalidModelException("Certificate files", problems);
        }
        return this;
    }
}
