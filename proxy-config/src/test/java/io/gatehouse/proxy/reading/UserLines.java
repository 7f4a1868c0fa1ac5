package io.gatehouse.proxy.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.BasicAuth;
import io.gatehouse.proxy.HostileText;
import io.gatehouse.proxy.PasswordHash;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Problems;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files of users whose names are all that the model takes, and what a reader must find in them. */
public final class UserLines {
    private static final String DIGITS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private UserLines() {}

    /** Prints random users, and checks that the reader finds exactly these. */
    public static void assertReadBack(Grammar grammar, Random random) {
        List<Node> nodes = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            BasicAuth.User user = user(random);
            String hash = user.hash().text();
            nodes.add(Node.line("", Token.value("users", user.name() + ":" + hash)));
            entries.add(Entry.line(List.of(user.name(), hash)));
        }
        Problems problems = new Problems();
        String printed = grammar.print(nodes, problems).text();
        problems.throwIfAny("Users");
        assertThat(Reader.of("nginx", "users.htpasswd").read(printed)).isEqualTo(entries);
    }

    private static BasicAuth.User user(Random random) {
        StringBuilder hash = new StringBuilder("$2y$" + (10 + random.nextInt(7)) + "$");
        while (hash.length() < 60) {
            hash.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        while (true) {
            try {
                return new BasicAuth.User(HostileText.pieces(random), PasswordHash.bcrypt(hash.toString()));
            } catch (InvalidModelException refused) {
                // Another one, then.
            }
        }
    }
}
