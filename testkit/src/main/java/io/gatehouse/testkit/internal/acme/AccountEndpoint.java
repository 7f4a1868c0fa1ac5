package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Accounts: create, find, read, update, deactivate, change key, list orders (RFC 8555, sections 7.3 and 7.1.2.1). */
final class AccountEndpoint {
    private static final Pattern MAIL_ADDRESS = Pattern.compile("mailto:[^@,?\\s]+@[^@,?\\s]+");
    private static final int CONFLICT = 409;

    private final Accounts accounts;
    private final Terms terms;
    private final ExternalAccounts externalAccounts;
    private final RateLimits limits;
    private final Orders orders;
    private final int ordersPerPage;
    private final Clock clock;
    private final Urls urls;

    AccountEndpoint(
            Accounts accounts,
            Terms terms,
            ExternalAccounts externalAccounts,
            RateLimits limits,
            Orders orders,
            int ordersPerPage,
            Clock clock,
            Urls urls) {
        this.accounts = accounts;
        this.terms = terms;
        this.externalAccounts = externalAccounts;
        this.limits = limits;
        this.orders = orders;
        this.ordersPerPage = ordersPerPage;
        this.clock = clock;
        this.urls = urls;
    }

    Reply create(SignedRequest request) {
        JsonObject asked = request.object();
        Optional<Account> known = accounts.withKey(request.key());
        if (known.isPresent()) {
            known.get().requireUsable();
            return reply(200, known.get());
        }
        if (asked.flag("onlyReturnExisting")) {
            throw ProblemType.ACCOUNT_DOES_NOT_EXIST.because("no account has this key");
        }
        Account fresh = new Account(
                request.key(),
                contact(asked),
                terms.agreedBy(asked),
                externalAccounts.binding(asked, request.key(), urls.of(AcmeResource.NEW_ACCOUNT)));
        limits.takeNewAccount(request.from());
        return reply(201, accounts.withKeyOrNew(request.key(), () -> fresh));
    }

    Reply account(SignedRequest request) {
        Account account = own(request, request.id());
        if (!request.isPostAsGet()) {
            update(account, request.object());
        }
        return reply(200, account);
    }

    /** The inner JWS shows that the new key is held, the outer one that the old one agrees. */
    Reply changeKey(SignedRequest request) {
        Account account = request.account();
        Jws inner = Jws.parse(request.object());
        inner.requireAccountAlgorithm();
        requireInnerHeader(inner.header());
        AccountKey newKey = AccountKey.parse(inner.header().object("jwk"));
        inner.requireSignedBy(newKey);
        JsonObject change = JsonObject.parse("the inner payload", inner.payload());
        if (!change.string("account").equals(urls.of(AcmeResource.ACCOUNT, account.id()))) {
            throw ProblemType.MALFORMED.because("\"account\" must be the URL of the account that signs the outer JWS");
        }
        if (!AccountKey.parse(change.object("oldKey"))
                .thumbprint()
                .equals(account.key().thumbprint())) {
            throw ProblemType.MALFORMED.because("\"oldKey\" is not the account's key");
        }
        accounts.changeKey(account, newKey).ifPresent(this::conflict);
        return reply(200, account);
    }

    private void requireInnerHeader(JsonObject header) {
        if (header.has("nonce") || header.has("kid")) {
            throw ProblemType.MALFORMED.because("the inner JWS must have a \"jwk\", no \"kid\" and no \"nonce\"");
        }
        if (!header.string("url").equals(urls.of(AcmeResource.KEY_CHANGE))) {
            throw ProblemType.MALFORMED.because("the \"url\" of the inner JWS must be that of the outer one");
        }
    }

    private void conflict(Account holder) {
        throw ProblemType.MALFORMED
                .because(CONFLICT, "an account has the new key already")
                .withHeader("Location", urls.of(AcmeResource.ACCOUNT, holder.id()));
    }

    /** One page; its URL ends with how many orders came before it. */
    Reply orders(SignedRequest request) {
        request.requirePostAsGet();
        String[] idAndStart = request.id().split("/", 2);
        Account account = own(request, idAndStart[0]);
        int start = idAndStart.length == 1 ? 0 : start(idAndStart[1]);
        Instant now = clock.instant();
        List<String> all = orders.of(account).stream()
                .filter(order -> order.status(now) != Order.Status.INVALID)
                .map(order -> urls.of(AcmeResource.ORDER, order.id()))
                .toList();
        int end = Math.min(all.size(), start + ordersPerPage);
        Reply page = Reply.json(200, Map.of("orders", all.subList(Math.min(start, end), end)));
        String next = urls.of(AcmeResource.ORDERS, account.id() + "/" + end);
        return end < all.size() ? page.header("Link", "<" + next + ">;rel=\"next\"") : page;
    }

    private static int start(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw ProblemType.MALFORMED.because(404, "there is no such page of orders");
        }
        return Integer.parseInt(text);
    }

    private static Account own(SignedRequest request, String id) {
        Account account = request.account();
        if (!account.id().equals(id)) {
            throw ProblemType.UNAUTHORIZED.because("an account is open to its own key only");
        }
        return account;
    }

    /** What a client may not set is ignored, as it must be (RFC 8555, section 7.3.2). */
    private static void update(Account account, JsonObject asked) {
        if (asked.has("contact")) {
            account.contact(contact(asked));
        }
        if (asked.optionalString("status").equals(Optional.of("deactivated"))) {
            account.deactivate();
        }
    }

    private static List<String> contact(JsonObject asked) {
        List<String> contact = asked.strings("contact");
        for (String url : contact) {
            if (!url.startsWith("mailto:")) {
                throw ProblemType.UNSUPPORTED_CONTACT.because("only mailto: is accepted, not \"" + url + "\"");
            }
            if (!MAIL_ADDRESS.matcher(url).matches()) {
                throw ProblemType.INVALID_CONTACT.because("not one mail address: \"" + url + "\"");
            }
        }
        return contact;
    }

    /** What of the directory's {@code meta} is about accounts. */
    Map<String, Object> meta() {
        Map<String, Object> meta = new LinkedHashMap<>();
        terms.current().ifPresent(url -> meta.put("termsOfService", url.toString()));
        if (externalAccounts.required()) {
            meta.put("externalAccountRequired", true);
        }
        return meta;
    }

    private Reply reply(int status, Account account) {
        return Reply.json(status, account.toJson(urls.of(AcmeResource.ORDERS, account.id())))
                .header("Location", urls.of(AcmeResource.ACCOUNT, account.id()));
    }
}
