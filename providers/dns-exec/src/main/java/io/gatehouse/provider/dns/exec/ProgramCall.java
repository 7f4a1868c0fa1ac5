package io.gatehouse.provider.dns.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of a program. Immutable.
 *
 * @param program the file of the user's, for errors and for its folder, where it runs
 * @param needsExecution whether it is run itself, and not read by a shell
 * @param command what is run, without any secret: command lines are seen by everybody on the machine
 * @param variables what the contract adds to the environment
 * @param input what it reads on its standard input
 */
record ProgramCall(
        Path program, boolean needsExecution, List<String> command, Map<String, String> variables, String input) {

    ProgramCall {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }

    /** A run of the program itself. */
    static ProgramCall of(Path program, Map<String, String> variables, List<String> command) {
        return new ProgramCall(program, true, command, variables, "");
    }
}
