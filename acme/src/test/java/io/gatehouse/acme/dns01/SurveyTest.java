package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** How many questions are under way at once, and how many a silent server is asked. */
class SurveyTest {
    private static final int MANY = 3 * Survey.MOST_AT_ONCE;

    private final Survey survey = new Survey(new DnsQueries(Duration.ofSeconds(1)));
    private final BlockingQueue<CompletableFuture<Message>> underWay = new LinkedBlockingQueue<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** Answers when the test says so. */
    private final class Patient implements Watched.Way {
        @Override
        public CompletableFuture<Message> ask(DnsQueries queries, DomainName name, int type) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            CompletableFuture<Message> answer = new CompletableFuture<>();
            underWay.add(answer);
            return answer;
        }

        @Override
        public boolean isAuthoritative() {
            return true;
        }
    }

    private CompletableFuture<Message> next() throws InterruptedException {
        return Objects.requireNonNull(underWay.poll(1, TimeUnit.MINUTES), "no question in a minute");
    }

    private void answer(CompletableFuture<Message> question) {
        now.decrementAndGet();
        question.complete(new Message());
    }

    private static List<Survey.Question> questions(Watched.Way way, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Survey.Question(way, DomainName.of("h" + i + ".example.test"), Type.TXT))
                .toList();
    }

    @Test
    void questionsUnderWayAreManyButBounded() throws InterruptedException {
        List<Survey.Question> questions = questions(new Patient(), 1 + MANY);
        CompletableFuture<Map<Survey.Question, Survey.Reply>> asked =
                CompletableFuture.supplyAsync(() -> survey.ask(questions));

        answer(next());
        List<CompletableFuture<Message>> together = new ArrayList<>();
        for (int i = 0; i < Survey.MOST_AT_ONCE; i++) {
            together.add(next());
        }
        together.forEach(this::answer);
        for (int i = Survey.MOST_AT_ONCE; i < MANY; i++) {
            answer(next());
        }

        assertThat(asked.join()).containsOnlyKeys(questions);
        assertThat(most).hasValue(Survey.MOST_AT_ONCE);
    }

    @Test
    void silentServerIsAskedOneQuestion() {
        AtomicInteger asked = new AtomicInteger();
        Watched.Way silent = new Watched.Way() {
            @Override
            public CompletableFuture<Message> ask(DnsQueries queries, DomainName name, int type) {
                asked.incrementAndGet();
                return CompletableFuture.failedFuture(new IOException("cable pulled"));
            }

            @Override
            public boolean isAuthoritative() {
                return true;
            }
        };

        Map<Survey.Question, Survey.Reply> replies = survey.ask(questions(silent, MANY));

        assertThat(asked).hasValue(1);
        assertThat(replies).hasSize(MANY);
        assertThat(replies.values()).extracting(Survey.Reply::failure).containsOnly("cable pulled");
    }

    @Test
    void interruptionEndsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(ChallengeSolverException.class)
                    .isThrownBy(() -> survey.ask(questions(new Patient(), 1)))
                    .withMessageContaining("Interrupted");
        } finally {
            assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
        }
    }
}
