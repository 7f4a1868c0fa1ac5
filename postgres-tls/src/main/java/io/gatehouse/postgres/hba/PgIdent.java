package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A whole {@code pg_ident.conf}.
 *
 * @param maps in order
 */
public record PgIdent(List<IdentMap> maps) {
    /** Takes a copy. */
    public PgIdent {
        maps = List.copyOf(maps);
    }

    /** Makes a file of these maps, in order. */
    public static PgIdent of(IdentMap... maps) {
        return new PgIdent(List.of(maps));
    }

    /**
     * What a server makes of each line, as {@code pg_ident_file_mappings} shows it.
     *
     * @param file the file itself
     * @param version of the server: 16 brought includes, and more than names for roles
     * @param included where the files are that it includes
     */
    public static List<AuthEntry<IdentMap>> entries(AuthFile file, PostgresVersion version, AuthFiles included) {
        return PgHba.entries(file, version, included, IdentMap::read);
    }

    /**
     * The maps of a file that a server would load.
     *
     * @throws AuthFileException if it would not, with every line at fault
     */
    public static PgIdent parse(AuthFile file, PostgresVersion version, AuthFiles included) {
        return new PgIdent(PgHba.values(entries(file, version, included)));
    }

    /** The file's text, each map on a line of its own. */
    public String print() {
        return maps.stream().map(map -> map.print() + "\n").collect(Collectors.joining());
    }

    /** The file's text. */
    @Override
    public String toString() {
        return print();
    }
}
