package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
    private final ServerAddress server;
    private final @Nullable TSIG key;
    private final Duration timeout;

    UpdateClient(ServerAddress server, @Nullable TSIG key, Duration timeout) {
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
                    Kind.SERVER_FAILED,
                    "the answer of " + server + " on zone " + zone + " is not signed with our TSIG key, so it may be"
                            + " forged; check the path to the server and its clock");
        }
    }

    private Message exchange(DnsZone zone, Update update) {
        InetSocketAddress address = server.resolve();
        if (address.isUnresolved()) {
            throw failure(Kind.UNREACHABLE, "the server " + server + " has no address; check the setting server");
        }
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(timeout);
        if (key != null) {
            resolver.setTSIGKey(key);
        }
        try {
            return resolver.send(update);
        } catch (WireParseException e) {
            throw new DnsProviderException(
                    Rfc2136ProviderFactory.NAME,
                    Kind.SERVER_FAILED,
                    "the answer of " + server + " on zone " + zone + " is no DNS message; check that a name server"
                            + " listens there",
                    e,
                    null);
        } catch (IOException e) {
            throw new DnsProviderException(
                    Rfc2136ProviderFactory.NAME,
                    Kind.UNREACHABLE,
                    "no answer from " + server + " on zone " + zone + " within " + timeout
                            + "; check that it listens there, on UDP and TCP, and that no firewall is between",
                    e,
                    null);
        }
    }

    private DnsProviderException refusal(DnsZone zone, Message answer) {
        TSIGRecord signature = answer.getTSIG();
        int signatureError = signature == null ? Rcode.NOERROR : signature.getError();
        if (signatureError != Rcode.NOERROR) {
            return badSignature(signatureError);
        }
        String said = server + " answered " + Rcode.string(answer.getRcode()) + " to an update of zone " + zone;
        return switch (answer.getRcode()) {
            case Rcode.NOTAUTH, Rcode.NOTZONE ->
                failure(Kind.NO_SUCH_ZONE, said + "; it is not that zone's primary, so check the zone and the server");
            case Rcode.REFUSED ->
                failure(
                        Kind.REFUSED,
                        said + "; allow the key to write it (BIND: update-policy or allow-update; Knot: acl with action"
                                + " update; PowerDNS: dnsupdate and TSIG-ALLOW-DNSUPDATE)");
            case Rcode.NOTIMP -> failure(Kind.REFUSED, said + "; it takes no DNS updates, so switch them on there");
            default -> failure(Kind.SERVER_FAILED, said + "; its log says why");
        };
    }

    private DnsProviderException badSignature(int error) {
        String said = server + " rejects our signature with " + Rcode.TSIGstring(error) + ": ";
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

    private static DnsProviderException failure(Kind kind, String message) {
        return new DnsProviderException(Rfc2136ProviderFactory.NAME, kind, message);
    }
}
