package io.gatehouse.proxy.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a server chose out of a ClientHello.
 *
 * @param version the protocol version's number
 * @param suite the cipher suite's number
 * @param group the group for the key exchange, if there is one
 */
record ServerAnswer(int version, int suite, OptionalInt group) {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;

    private static final int UNRECOGNIZED_NAME = 112;

    /** handshake_failure, protocol_version and insufficient_security: nothing of what was offered is taken. */
    private static final Set<Integer> REFUSALS = Set.of(40, 70, 71);

    /**
     * Reads up to the key exchange.
     *
     * @return empty if the server takes nothing of what was offered
     * @throws UnrecognizedNameException if it knows no such name, or has no certificate for it that fits the offer
     * @throws IOException if it refuses for another reason, which would say nothing about the offer
     */
    static Optional<ServerAnswer> read(DataInputStream in) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (true) {
            int type = in.readUnsignedByte();
            in.readUnsignedShort();
            byte[] fragment = in.readNBytes(in.readUnsignedShort());
            if (type == ALERT) {
                int description = fragment[1] & 0xff;
                if (REFUSALS.contains(description) && received.size() == 0) {
                    return Optional.empty();
                }
                if (description == UNRECOGNIZED_NAME) {
                    throw new UnrecognizedNameException();
                }
                throw new IOException("The server sent alert " + description);
            }
            if (type != HANDSHAKE) {
                throw new IOException("The server sent a record of type " + type);
            }
            received.writeBytes(fragment);
            Optional<ServerAnswer> answer = parse(ByteBuffer.wrap(received.toByteArray()));
            if (answer.isPresent()) {
                return answer;
            }
        }
    }

    /** Empty as long as more has to come. */
    private static Optional<ServerAnswer> parse(ByteBuffer messages) {
        Optional<ServerAnswer> hello = Optional.empty();
        while (messages.remaining() >= 4) {
            int head = messages.getInt();
            int type = head >>> 24;
            int length = head & 0xffffff;
            if (messages.remaining() < length) {
                return Optional.empty();
            }
            ByteBuffer body = messages.slice().limit(length);
            messages.position(messages.position() + length);
            if (type == SERVER_HELLO) {
                hello = Optional.of(hello(body));
                if (hello.get().version() >= ProbedVersion.TLS_1_3.code()) {
                    return hello;
                }
            } else if (type == SERVER_KEY_EXCHANGE) {
                boolean curve = body.get() == NAMED_CURVE;
                OptionalInt group = curve ? OptionalInt.of(two(body)) : OptionalInt.empty();
                return hello.map(chosen -> new ServerAnswer(chosen.version(), chosen.suite(), group));
            } else if (type == SERVER_HELLO_DONE) {
                return hello;
            }
        }
        return Optional.empty();
    }

    private static ServerAnswer hello(ByteBuffer body) {
        int version = two(body);
        body.position(body.position() + 32);
        int sessionId = body.get();
        body.position(body.position() + sessionId);
        int suite = two(body);
        body.get();
        OptionalInt group = OptionalInt.empty();
        if (body.hasRemaining()) {
            body.getShort();
        }
        while (body.hasRemaining()) {
            int extension = two(body);
            int length = two(body);
            ByteBuffer content = body.slice().limit(length);
            body.position(body.position() + length);
            if (extension == SUPPORTED_VERSIONS) {
                version = two(content);
            } else if (extension == KEY_SHARE) {
                group = OptionalInt.of(two(content));
            }
        }
        return new ServerAnswer(version, suite, group);
    }

    private static int two(ByteBuffer bytes) {
        return bytes.getShort() & 0xffff;
    }

    /** Alert 112. */
    static final class UnrecognizedNameException extends IOException {
        private static final long serialVersionUID = 1L;

        UnrecognizedNameException() {
            super("The server sent alert 112, unrecognized_name");
        }
    }
}
