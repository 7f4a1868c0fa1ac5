package io.gatehouse.proxy;

import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is said about the files of one certificate, under the field that names them. For one thread. */
final class CertificateFindings {
    private final String field;
    private final List<Problem> problems;
    private final List<Problem> notes;

    CertificateFindings() {
        this("", new ArrayList<>(), new ArrayList<>());
    }

    private CertificateFindings(String field, List<Problem> problems, List<Problem> notes) {
        this.field = field;
        this.problems = problems;
        this.notes = notes;
    }

    /** The same findings, under a field. */
    CertificateFindings about(String field) {
        return new CertificateFindings(field, problems, notes);
    }

    /** The same findings, under a field below this one. */
    CertificateFindings at(String part) {
        return about(field + "." + part);
    }

    void problem(String message) {
        problems.add(new Problem(field, message));
    }

    void problem(RuntimeException found) {
        problem(String.valueOf(found.getMessage()));
    }

    void note(String message) {
        notes.add(new Problem(field, message));
    }

    CertificateReport report() {
        return new CertificateReport(problems, notes);
    }
}
