package io.gatehouse.testkit.internal.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ends the processes of this JVM when the JVM is killed and no shutdown hook of its runs, and deletes its scratch folders.
 *
 * <p>One small shell waits on a pipe that only this JVM holds open. The system closes the pipe with the JVM, however it
 * ends; then the shell sends SIGTERM to the processes it was told of, and SIGKILL to what is left of them and of the
 * processes they started. On Linux it knows a process by its id and its start time, so that an id in use again harms
 * nobody. The folders it was told of go last. Where there is no {@code sh}, or the shell is killed as well, there is no
 * watchdog.
 */
final class Watchdog {
    /**
     * Reads "+ id" and "- id" for processes, "&lt; path" and "&gt; path" for folders, which are the script's arguments
     * since a path may hold blanks; at the end of input, ends and deletes what is left. Plain POSIX, so that dash and
     * busybox run it.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            since() {
                [ -r /proc/self/stat ] || { echo 0; return; }
                { read -r stat < "/proc/$1/stat"; } 2>/dev/null || return 1
                set -- ${stat##*) }
                shift 19
                echo "$1"
            }
            processes() {
                [ -r /proc/self/stat ] || { ps -A -o pid= -o ppid=; return; }
                for dir in /proc/[0-9]*; do
                    { read -r stat < "$dir/stat"; } 2>/dev/null || continue
                    set -- ${stat##*) }
                    echo "${dir#/proc/} $2"
                done
            }
            alive() {
                for each do
                    kill -0 "$each" 2>/dev/null && return 0
                done
                return 1
            }
            watched=
            while read -r sign id; do
                case $sign in
                    '<') set -- "$@" "$id"; continue ;;
                    '>')
                        for folder do
                            shift
                            [ "$folder" = "$id" ] || set -- "$@" "$folder"
                        done
                        continue ;;
                esac
                others=
                for entry in $watched; do
                    [ "${entry%%:*}" = "$id" ] || others="$others $entry"
                done
                watched=$others
                [ "$sign" = - ] || { start=$(since "$id") && watched="$watched $id:$start"; }
            done
            family=
            for entry in $watched; do
                [ "$(since "${entry%%:*}")" = "${entry##*:}" ] && family="$family ${entry%%:*}"
            done
            if [ -n "$family" ]; then
                roots=$family
                before=
                while [ "$before" != "$family" ]; do
                    before=$family
                    all=$(processes)
                    while read -r id parent; do
                        case " $family " in *" $id "*) continue ;; esac
                        case " $family " in *" $parent "*) family="$family $id" ;; esac
                    done <<END
            $all
            END
                done
                kill -TERM $roots 2>/dev/null
                for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                    alive $family || break
                    sleep 0.1
                done
                kill -KILL $family 2>/dev/null
            fi
            for folder do
                # Again, if a process that was just dying wrote one more file.
                rm -rf "$folder" || { sleep 0.2; rm -rf "$folder"; }
            done
            """;

    private static final @Nullable OutputStream PIPE = open();

    private Watchdog() {}

    /**
     * @param id a process to be ended with this JVM
     */
    static void watch(long id) {
        tell("+ " + id);
    }

    /**
     * @param id a process that has ended or is none of ours any more
     */
    static void forget(long id) {
        tell("- " + id);
    }

    /**
     * @param folder to be deleted with this JVM
     */
    static void watch(Path folder) {
        tell("< " + folder);
    }

    /**
     * @param folder one that is deleted already
     */
    static void forget(Path folder) {
        tell("> " + folder);
    }

    private static void tell(String line) {
        if (PIPE == null || line.indexOf('\n') >= 0) {
            return;
        }
        synchronized (PIPE) {
            try {
                PIPE.write((line + "\n").getBytes(Charset.defaultCharset()));
                PIPE.flush();
            } catch (IOException e) {
                // Somebody ended the shell. The shutdown hook is still there; only a killed JVM leaves processes now.
                log("the watchdog of this JVM's peers is gone", e);
            }
        }
    }

    private static @Nullable OutputStream open() {
        try {
            return new ProcessBuilder("sh", "-c", SCRIPT, "gatehouse-watchdog")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException e) {
            log("no sh here: peers outlive this JVM if it is killed", e);
            return null;
        }
    }

    private static void log(String message, IOException cause) {
        System.getLogger(Watchdog.class.getName()).log(System.Logger.Level.DEBUG, message, cause);
    }
}
