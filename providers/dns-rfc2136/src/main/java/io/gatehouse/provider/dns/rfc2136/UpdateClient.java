package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Update;
import org.xbill.DNS.WireParseException;

/**
 * Sends updates to one server, signed if there is a key, and reads its answers. A message too long for UDP goes over TCP.
 *
 * <p>Safe for use by many threads.
 */
final class UpdateClient {
    private final InetSocketAddress server;
    private final @Nullable TSIG key;
    private final Duration timeout;

    UpdateClient(InetSocketAddress server, @Nullable TSIG key, Duration timeout) {
        this.server = server;
        this.key = key;
        this.timeout = timeout;
    }

    /** Returns if the server took the update, and throws a {@link DnsProviderException} if not. */
    void send(DnsZone zone, Update update) {
        Message answer = exchange(zone, update);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw refusal(zone, answer);
        }
        if (key != null && !answer.isVerified()) {
            throw failure(
                    Kind.MALFORMED_ANSWER,
                    "the answer of " + name() + " on zone " + zone + " is not signed with our TSIG key, so it may be"
                            + " forged; check the path to the server and its clock");
        }
    }

    private Message exchange(DnsZone zone, Update update) {
        // Looked up anew for each update: a server may move.
        InetSocketAddress address = new InetSocketAddress(server.getHostString(), server.getPort());
        if (address.isUnresolved()) {
            throw failure(Kind.UNREACHABLE, "the server " + name() + " has no address; check the setting server");
        }
        SimpleResolver resolver = new SimpleResolver(address) {
            /** Read by dnsjava's own thread: a thread of the common pool may be waiting for this very answer. */
            @Override
            public CompletionStage<Message> sendAsync(Message query) {
                return sendAsync(query, Runnable::run);
            }
        };
        resolver.setTimeout(timeout);
        if (key != null) {
            resolver.setTSIGKey(key);
        }
        try {
            return resolver.send(update);
        } catch (WireParseException e) {
            throw failure(
                    Kind.MALFORMED_ANSWER,
                    "the answer of " + name() + " on zone " + zone + " is no DNS message; check that a name server"
                            + " listens there",
                    e);
        } catch (IOException e) {
            throw Thread.currentThread().isInterrupted()
                    ? failure(
                            Kind.CANCELLED,
                            "interrupted while waiting for " + name() + " to answer on zone " + zone
                                    + "; whether it made the change is not known",
                            e)
                    : failure(
                            Kind.UNREACHABLE,
                            "no answer from " + name() + " on zone " + zone + " within " + timeout
                                    + "; check that it listens there, on UDP and TCP, and that no firewall is between",
                            e);
        }
    }

    private DnsProviderException refusal(DnsZone zone, Message answer) {
        TSIGRecord signature = answer.getTSIG();
        int signatureError = signature == null ? Rcode.NOERROR : signature.getError();
        if (signatureError != Rcode.NOERROR) {
            return badSignature(signatureError);
        }
        String said = name() + " answered " + Rcode.string(answer.getRcode()) + " to an update of zone " + zone;
        return switch (answer.getRcode()) {
            case Rcode.NOTAUTH, Rcode.NOTZONE ->
                failure(Kind.NO_SUCH_ZONE, said + "; it is not that zone's primary, so check the zone and the server");
            case Rcode.REFUSED ->
                failure(
                        Kind.REFUSED,
                        said + "; allow the key to write it (BIND: update-policy or allow-update; Knot: acl with action"
                                + " update; PowerDNS: dnsupdate and TSIG-ALLOW-DNSUPDATE), and see in its log that it knows"
                                + " the key at all");
            case Rcode.NOTIMP -> failure(Kind.REFUSED, said + "; it takes no DNS updates, so switch them on there");
            default -> failure(Kind.SERVER_FAILED, said + "; its log says why");
        };
    }

    private DnsProviderException badSignature(int error) {
        String said = name() + " rejects our signature with " + Rcode.TSIGstring(error) + ": ";
        return failure(
                Kind.BAD_CREDENTIALS,
                said
                        + switch (error) {
                            case Rcode.BADKEY ->
                                "it has no key of that name and algorithm; check tsig-key and tsig-algorithm";
                            case Rcode.BADSIG -> "its key of that name has another secret; check tsig-secret";
                            case Rcode.BADTIME -> "its clock and ours are too far apart; synchronise both";
                            default -> "check the key in its configuration";
                        });
    }

    private String name() {
        String host = server.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + server.getPort();
    }

    private static DnsProviderException failure(Kind kind, String message) {
        return failure(kind, message, null);
    }

    private static DnsProviderException failure(Kind kind, String message, @Nullable Exception cause) {
        return new DnsProviderException(Rfc2136ProviderFactory.NAME, kind, message, cause, null);
    }
}
