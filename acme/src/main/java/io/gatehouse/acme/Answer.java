package io.gatehouse.acme;

/**
 * Where the answer to a challenge goes, decided before it is put there. Immutable.
 *
 * <p>It is journaled before {@link ChallengeSolver#present}, so that the answer can be taken away after a crash, by
 * another process and when nothing leads there any more: a CNAME that was followed may have changed meanwhile.
 *
 * @param challenge what is answered
 * @param place where, in words of the solver's own, on one line; empty where the challenge says enough
 */
public record Answer(Challenge challenge, String place) {}
