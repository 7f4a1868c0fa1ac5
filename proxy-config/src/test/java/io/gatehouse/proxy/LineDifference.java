package io.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;

/** What was taken away and what came in its place, in the order of the lines: the longest common part stays unsaid. */
final class LineDifference {
    private LineDifference() {}

    static List<String> of(List<String> before, List<String> after) {
        int[][] common = common(before, after);
        List<String> difference = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                i++;
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                difference.add("- " + before.get(i++));
            } else {
                difference.add("+ " + after.get(j++));
            }
        }
        return difference;
    }

    /** How many lines two remainders have in common. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
