package io.gatehouse.sample.quickstart;

/**
 * One claim and what was seen when it was put to the test.
 *
 * @param claim what should be so
 * @param seen what the real part answered
 * @param held whether what was seen bears the claim out
 */
record Proof(String claim, String seen, boolean held) {}
