package io.gatehouse.provider.dns.exec;

import io.gatehouse.dns.TxtRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code program present _acme-challenge.example.org. value}, and {@code cleanup} in place of {@code present}. Immutable. */
final class LegoContract implements ProgramContract {
    private final Path program;

    LegoContract(Path program) {
        this.program = program;
    }

    @Override
    public Optional<ProgramCall> add(Place place) {
        return call("present", place.txt());
    }

    @Override
    public Optional<ProgramCall> takeAway(Place place) {
        return call("cleanup", place.txt());
    }

    private Optional<ProgramCall> call(String action, TxtRecord txt) {
        return Optional.of(ProgramCall.of(
                program,
                Map.of(),
                List.of(program.toString(), action, txt.name().text() + ".", txt.value())));
    }
}
