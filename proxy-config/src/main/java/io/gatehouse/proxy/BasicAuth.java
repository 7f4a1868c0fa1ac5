package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name and password asked for by the proxy itself (RFC 7617), over HTTPS only.
 *
 * @param realm what the browser shows, text: visible ASCII and blanks, without {@code "} and {@code \}, which browsers read
 *     in more than one way
 * @param users who may pass; at least one
 */
public record BasicAuth(String realm, List<User> users) {
    private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]{1,128}");

    /**
     * Who may pass.
     *
     * @param name letters, digits and {@code ._@+-}; never a colon, which ends the name on the wire
     * @param hash the password's hash
     */
    public record User(String name, PasswordHash hash) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

        /**
         * Checks the name.
         *
         * @throws InvalidModelException if it holds anything else
         */
        public User {
            Objects.requireNonNull(hash, "hash");
            if (!NAME.matcher(name).matches()) {
                throw new InvalidModelException(
                        "User",
                        List.of(new Problem(
                                "name", "must be 1 to 64 letters, digits and ._@+-, a letter or digit first")));
            }
        }
    }

    /**
     * Copies the list and checks everything.
     *
     * @throws InvalidModelException with every problem found
     */
    public BasicAuth {
        users = List.copyOf(users);
        List<Problem> problems = new ArrayList<>();
        if (!REALM.matcher(realm).matches()) {
            problems.add(
                    new Problem("realm", "must be 1 to 128 visible ASCII characters and blanks, without \" and \\"));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < users.size(); i++) {
            if (!seen.add(users.get(i).name())) {
                problems.add(new Problem("users[" + i + "]", "\"" + users.get(i).name() + "\" is there twice"));
            }
        }
        if (users.isEmpty()) {
            problems.add(new Problem("users", "are missing; give at least one"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("BasicAuth", problems);
        }
    }

    /** A realm with its first user. */
    public static BasicAuth of(String realm, String user, PasswordHash hash) {
        return new BasicAuth(realm, List.of(new User(user, hash)));
    }

    /** The same, with one user more. */
    public BasicAuth user(String name, PasswordHash hash) {
        List<User> more = new ArrayList<>(users);
        more.add(new User(name, hash));
        return new BasicAuth(realm, more);
    }
}
