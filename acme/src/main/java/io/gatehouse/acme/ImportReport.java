package io.gatehouse.acme;

import io.gatehouse.core.Problem;
import java.util.List;

/**
 * What came of bringing in another client's folder: both what is in the store now, and what is not and why. Immutable.
 *
 * @param certificates the names in the store, those that were there from an earlier import too
 * @param accounts the accounts found, ready for use; in the store are their URLs, and none of their keys
 * @param problems for each certificate, version or account left out: where it is, and why
 */
public record ImportReport(List<String> certificates, List<ImportedAccount> accounts, List<Problem> problems) {
    /** Copies the lists. */
    public ImportReport {
        certificates = List.copyOf(certificates);
        accounts = List.copyOf(accounts);
        problems = List.copyOf(problems);
    }

    /** Whether nothing was left out. */
    public boolean isComplete() {
        return problems.isEmpty();
    }
}
