package io.gatehouse.dns.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of values, names and times to live, whoever else writes. */
public abstract class TxtValuesContract extends ZoneContract {
    /** For {@link DnsProviderContract}. */
    TxtValuesContract() {}

    @Test
    public void oneCallAddsTwoValuesAtOneName() {
        append(txt("first"), txt("second"));
        assertValues("first", "second");
    }

    @Test
    public void twoCallsAddTwoValuesAtOneName() {
        append(txt("first"));
        append(txt("second"));
        assertValues("first", "second");
    }

    @Test
    public void oneCallWritesSeveralNames() {
        DomainName other = name().child("other");
        append(txt("here"), new TxtRecord(other, "there", TTL));
        assertValues("here");
        assertValuesAt(other, "there");
    }

    @Test
    public void appendingAValueAgainChangesNothing() {
        append(txt("value"));
        append(txt("value"), new TxtRecord(name(), "value", TTL.multipliedBy(2)));
        assertEquals(List.of("value"), List.copyOf(valuesAt(name())));
    }

    @Test
    public void aValueGivenTwiceInOneCallIsThereOnce() {
        append(txt("value"), txt("value"));
        assertValues("value");
        delete(txt("value"), txt("value"));
        assertValues();
    }

    @Test
    public void aCallThatHadPartOfItsEffectCanBeRepeated() {
        append(txt("first"));
        append(txt("first"), txt("second"));
        assertValues("first", "second");
        delete(txt("first"));
        delete(txt("first"), txt("second"));
        assertValues();
    }

    @Test
    public void valuesDifferByTheirCaseAndNamesDoNot() {
        append(txt("token"), txt("TOKEN"));
        append(new TxtRecord(DomainName.of(name().text().toUpperCase(Locale.ROOT)), "token", TTL));
        assertValues("token", "TOKEN");
        delete(txt("token"));
        assertValues("TOKEN");
    }

    @Test
    public void aNameBelowAnotherIsAnotherName() {
        DomainName below = name().child("below");
        append(txt("above"), new TxtRecord(below, "below", TTL));
        delete(txt("above"));
        assertValues();
        assertValuesAt(below, "below");
    }

    @Test
    public void deletingOneValueLeavesTheOthers() {
        append(txt("foreign"), txt("ours"));
        delete(txt("ours"));
        assertValues("foreign");
    }

    @Test
    public void deletingDoesNotCompareTheTimeToLive() {
        append(txt("value"));
        delete(new TxtRecord(name(), "value", TTL.multipliedBy(7)));
        assertValues();
    }

    @Test
    public void deletingWhatIsNotThereIsNoError() {
        delete(txt("never"));
        append(txt("value"));
        delete(txt("never"));
        delete(txt("value"));
        delete(txt("value"));
        assertValues();
    }

    @Test
    public void nothingToDoIsDone() {
        opened().append(zone(), List.of());
        delete();
        assertValues();
    }

    @Test
    public void theApexTakesValuesAndKeepsItsOwn() {
        DomainName apex = zone().apex();
        Set<String> before = Set.copyOf(valuesAt(apex));
        TxtRecord mark =
                new TxtRecord(apex, "gatehouse-contract-" + name().labels().get(1), TTL);
        append(mark);
        assertTrue(valuesAt(apex).containsAll(before), "values at the apex were lost");
        assertTrue(valuesAt(apex).contains(mark.value()), "the value did not reach the apex");
        delete(mark);
        assertEquals(before, Set.copyOf(valuesAt(apex)));
    }

    @Test
    public void quotesAndOtherSignsArriveAsTheyAre() {
        String value = "v=x; say \"hello\" \\ (100%) 'there'  twice";
        append(txt(value));
        assertValues(value);
        delete(txt(value));
        assertValues();
    }

    @Test
    public void textIsUtf8() {
        append(txt("grüße, 鍵"));
        assertValues("grüße, 鍵");
        delete(txt("grüße, 鍵"));
        assertValues();
    }

    @Test
    public void aValueLongerThanOneStringArrivesWhole() {
        String exact = "e".repeat(255);
        String longer = "0123456789".repeat(60);
        append(txt(exact), txt(longer));
        assertValues(exact, longer);
        delete(txt(longer));
        assertValues(exact);
    }

    @Test
    public void aBatchLargerThanOneDatagramArrivesWhole() {
        List<TxtRecord> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(new TxtRecord(name().child("n" + i), "value-" + i, TTL));
        }
        append(batch.toArray(TxtRecord[]::new));
        for (TxtRecord each : batch) {
            assertValuesAt(each.name(), each.value());
        }
    }

    @Test
    public void theCallersListIsNotKept() {
        List<TxtRecord> list = new ArrayList<>(List.of(txt("value")));
        willBeWritten(list);
        opened().append(zone(), Collections.unmodifiableList(list));
        list.clear();
        assertValues("value");
    }

    @Test
    public void aNameAndItsWildcardAreProvedAtOneName() {
        // Of example.test and *.example.test both challenges lie at _acme-challenge.example.test (RFC 8555, section
        // 8.4).
        append(txt("proof-of-the-name"));
        append(txt("proof-of-the-wildcard"));
        delete(txt("proof-of-the-name"));
        assertValues("proof-of-the-wildcard");
        delete(txt("proof-of-the-wildcard"));
        assertValues();
    }

    @Test
    public void aTimeToLiveBelowTheLeastIsRaisedWithoutComplaint() {
        append(new TxtRecord(name(), "value", Duration.ofSeconds(1)));
        assertValues("value");
    }

    @Test
    public void longLabelsAndNamesOfOtherScriptsAreWritten() {
        DomainName longLabel = name().child("l".repeat(63));
        DomainName idn = name().child("b\u00fccher");
        append(new TxtRecord(longLabel, "long", TTL), new TxtRecord(idn, "idn", TTL));
        assertValuesAt(longLabel, "long");
        assertValuesAt(idn, "idn");
        delete(new TxtRecord(longLabel, "long", TTL), new TxtRecord(idn, "idn", TTL));
        assertValuesAt(longLabel);
        assertValuesAt(idn);
    }
}
