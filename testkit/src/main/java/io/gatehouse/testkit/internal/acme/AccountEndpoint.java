package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Accounts: create, find, read, update, deactivate (RFC 8555, section 7.3). */
final class AccountEndpoint {
    private static final Pattern MAIL_ADDRESS = Pattern.compile("mailto:[^@,?\\s]+@[^@,?\\s]+");

    private final Accounts accounts;
    private final Orders orders;
    private final Urls urls;

    AccountEndpoint(Accounts accounts, Orders orders, Urls urls) {
        this.accounts = accounts;
        this.orders = orders;
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
        return reply(201, accounts.withKeyOrNew(request.key(), contact(asked)));
    }

    Reply account(SignedRequest request) {
        Account account = own(request);
        if (!request.isPostAsGet()) {
            update(account, request.object());
        }
        return reply(200, account);
    }

    Reply orders(SignedRequest request) {
        request.requirePostAsGet();
        List<String> of = orders.of(own(request)).stream()
                .map(order -> urls.of(AcmeResource.ORDER, order.id()))
                .toList();
        return Reply.json(200, Map.of("orders", of));
    }

    private static Account own(SignedRequest request) {
        Account account = request.account();
        if (!account.id().equals(request.id())) {
            throw ProblemType.UNAUTHORIZED.because("an account is open to its own key only");
        }
        return account;
    }

    private static void update(Account account, JsonObject asked) {
        if (asked.has("contact")) {
            account.contact(contact(asked));
        }
        Optional<String> status = asked.optionalString("status");
        if (status.isPresent()) {
            if (!status.get().equals("deactivated")) {
                throw ProblemType.MALFORMED.because("an account's status can only be set to \"deactivated\"");
            }
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

    private Reply reply(int status, Account account) {
        return Reply.json(status, account.toJson(urls.of(AcmeResource.ORDERS, account.id())))
                .header("Location", urls.of(AcmeResource.ACCOUNT, account.id()));
    }
}
