package io.gatehouse.postgres.hba;

import java.util.Optional;

/** Whether a regular expression is for whole names, and how to make one that is. */
final class RegexAnchors {
    private RegexAnchors() {}

    /** Whether it can match only whole names: every branch of it begins with {@code ^} and ends with {@code $}. */
    static boolean isAnchored(String regex) {
        int start = 0;
        int level = 0;
        for (int i = 0; i <= regex.length(); i++) {
            char c = i < regex.length() ? regex.charAt(i) : '|';
            if (c == '\\') {
                i++;
            } else if (c == '[' && i < regex.length()) {
                i = endOfBracket(regex, i);
            } else if (c == '(') {
                level++;
            } else if (c == ')') {
                level--;
            } else if (c == '|' && (level == 0 || i == regex.length())) {
                if (!isAnchoredBranch(regex.substring(start, i))) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean isAnchoredBranch(String branch) {
        int backslashes = 0;
        while (backslashes < branch.length() - 1 && branch.charAt(branch.length() - 2 - backslashes) == '\\') {
            backslashes++;
        }
        return branch.length() > 1 && branch.startsWith("^") && branch.endsWith("$") && backslashes % 2 == 0;
    }

    private static int endOfBracket(String regex, int open) {
        int i = open + 1;
        i += i < regex.length() && regex.charAt(i) == '^' ? 1 : 0;
        i += i < regex.length() && regex.charAt(i) == ']' ? 1 : 0;
        while (i < regex.length() && regex.charAt(i) != ']') {
            i += regex.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** The same for whole names; empty for one that begins with options, which can stand nowhere else. */
    static Optional<String> anchored(String regex) {
        if (isAnchored(regex)) {
            return Optional.of(regex);
        }
        boolean simple = regex.matches("\\^?[^()\\[\\]|\\\\^$?*+{}]*(?:\\.[*+])?\\$?") && !regex.isEmpty();
        String start = regex.startsWith("^") ? "" : "^";
        String end = regex.endsWith("$") ? "" : "$";
        String anchored = simple ? start + regex + end : "^(?:" + regex + ")$";
        return RegexSyntax.problem(anchored).isEmpty() && isAnchored(anchored)
                ? Optional.of(anchored)
                : Optional.empty();
    }
}
