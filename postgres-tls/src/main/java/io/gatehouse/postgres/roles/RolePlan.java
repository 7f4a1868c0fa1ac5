package io.gatehouse.postgres.roles;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what in one schema of one database, with no right that is not needed:
 *
 * <ul>
 *   <li>the <em>owner</em> owns schema and tables and cannot log in;
 *   <li><em>migrators</em> log in, have no rights of their own, and act as the owner from their first statement on;
 *   <li>two <em>groups</em> hold the rights to read and write, and to read, and cannot log in;
 *   <li><em>services</em> log in, are in one of the groups, and change no table;
 *   <li>roles for replication, and for making databases, have nothing of all this.
 * </ul>
 *
 * {@code PUBLIC} loses the database, the schema, {@code CREATE} in {@code public}, and the execution of the owner's
 * functions. The plan is whole: what its roles, or {@code PUBLIC}, have beyond it in this schema and database is taken away.
 * What roles have that it does not name is told ({@link RoleChanges#remarks}) and left alone.
 *
 * <pre>{@code
 * RolePlan plan = RolePlan.builder("situation", "situation")
 *         .owner("situation_owner").migrator("situation_migrator")
 *         .readWrite("situation_rw").login(LoginRole.readWrite("agent").password(password)).build();
 * plan.check(superuser).toSql();        // to review; changes nothing
 * plan.apply(superuser);                // in one transaction; a second time changes nothing
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class RolePlan {
    private final String database;
    private final String schema;
    private final String owner;
    private final Optional<String> readWrite;
    private final Optional<String> readOnly;
    private final List<LoginRole> logins;

    private RolePlan(Builder builder, String owner) {
        this.database = builder.database;
        this.schema = builder.schema;
        this.owner = owner;
        this.readWrite = Optional.ofNullable(builder.readWrite);
        this.readOnly = Optional.ofNullable(builder.readOnly);
        this.logins = List.copyOf(builder.logins);
    }

    /**
     * Starts a plan; the owner is to be named.
     *
     * @param database an existing database
     * @param schema made if it is not there
     */
    public static Builder builder(String database, String schema) {
        return new Builder(database, schema);
    }

    /**
     * The plan as a script for {@code psql}, in one transaction, that may be run again, for a database that nobody can ask
     * from here. It takes nothing away but the rights of {@code PUBLIC}, and hands no table over: {@link #check} does. It
     * holds password verifiers: keep it as you would the passwords.
     *
     * @param version of the server
     */
    public String toSql(PostgresVersion version) {
        StringBuilder script = new StringBuilder("-- " + Sql.oneLine(toString()) + " for PostgreSQL " + version.major()
                + ". Run as a superuser in that database.\n" + Script.BEGIN);
        for (String role : roleNames()) {
            script.append(Sql.block("BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = " + Sql.text(role)
                            + ") THEN CREATE ROLE " + Sql.name(role) + "; END IF; END"))
                    .append(";\n");
        }
        Differences.between(this, Observed.unknown(this, version), new Passwords())
                .forEach(change -> script.append(change.sql()).append(";\n"));
        return script.append(Script.COMMIT).toString();
    }

    /**
     * Compares a database with the plan, by its catalogues, in one read-only transaction.
     *
     * @param superuser connections to the plan's database as a superuser
     * @return what {@link #apply} would do; nothing, if all is as planned
     * @throws RolePlanException if the connection does not fit or the catalogues cannot be read
     */
    public RoleChanges check(DataSource superuser) {
        return RoleSession.check(this, superuser);
    }

    /**
     * Brings a database to the plan: in one transaction, under an advisory lock, with only those statements whose effect is
     * not there yet, and with a look at the catalogues before it is committed. Where somebody else changes the same things
     * meanwhile it begins again, up to ten times.
     *
     * @param superuser connections to the plan's database as a superuser
     * @return what was done; nothing, the second time
     * @throws RolePlanException if the connection does not fit or a statement fails; then nothing is changed
     */
    public RoleChanges apply(DataSource superuser) {
        return RoleSession.apply(this, superuser);
    }

    /** The database the plan is for. */
    public String database() {
        return database;
    }

    /** The schema the plan is for. */
    public String schema() {
        return schema;
    }

    /** The role that owns the schema. */
    public String owner() {
        return owner;
    }

    /** The group that reads and writes rows. */
    public Optional<String> readWrite() {
        return readWrite;
    }

    /** The group that reads rows. */
    public Optional<String> readOnly() {
        return readOnly;
    }

    /** Every role that logs in. */
    public List<LoginRole> logins() {
        return logins;
    }

    List<String> groups() {
        return Stream.concat(readWrite.stream(), readOnly.stream()).toList();
    }

    List<String> roleNames() {
        return Stream.concat(
                        Stream.concat(Stream.of(owner), groups().stream()),
                        logins.stream().map(LoginRole::name))
                .toList();
    }

    /** Names only, and of roles that log in their number. */
    @Override
    public String toString() {
        return "RolePlan[" + database + "." + schema + ", owner=" + owner + ", groups=" + groups() + ", logins="
                + logins.size() + "]";
    }

    /** Names the roles; {@link #build()} reports every problem at once. Not safe for use by many threads. */
    public static final class Builder {
        private final String database;
        private final String schema;
        private final List<LoginRole> logins = new ArrayList<>();
        private @Nullable String owner;
        private @Nullable String readWrite;
        private @Nullable String readOnly;

        private Builder(String database, String schema) {
            this.database = database;
            this.schema = schema;
        }

        /**
         * Names the owner.
         *
         * @param name of the role that owns the schema and cannot log in
         */
        public Builder owner(String name) {
            this.owner = name;
            return this;
        }

        /**
         * Names the group that reads and writes rows; needed if a service does.
         *
         * @param name of the role, which cannot log in
         */
        public Builder readWrite(String name) {
            this.readWrite = name;
            return this;
        }

        /**
         * Names the group that reads rows; needed if a service does no more.
         *
         * @param name of the role, which cannot log in
         */
        public Builder readOnly(String name) {
            this.readOnly = name;
            return this;
        }

        /**
         * A migrator with a client certificate: {@link LoginRole#migrator}.
         *
         * @param name of the role
         */
        public Builder migrator(String name) {
            return login(LoginRole.migrator(name));
        }

        /**
         * A migrator with a password.
         *
         * @param name of the role
         * @param password prepared by SASLprep (RFC 4013)
         */
        public Builder migrator(String name, Secret password) {
            return login(LoginRole.migrator(name).password(password));
        }

        /** Adds roles that log in. */
        public Builder login(LoginRole... roles) {
            logins.addAll(List.of(roles));
            return this;
        }

        /**
         * Checks every name and password and makes the plan.
         *
         * @throws InvalidModelException with every problem
         */
        public RolePlan build() {
            List<Problem> problems = new ArrayList<>();
            Sql.problem(database).ifPresent(p -> problems.add(new Problem("database", p)));
            Sql.problem(schema).ifPresent(p -> problems.add(new Problem("schema", p)));
            if (schema.startsWith("pg_") || schema.equals("information_schema")) {
                problems.add(new Problem("schema", "'" + schema + "' is PostgreSQL's own"));
            }
            Set<String> names = new HashSet<>();
            if (owner == null) {
                problems.add(new Problem("owner", "is missing"));
            } else {
                checkName(problems, names, "owner", owner);
            }
            if (readWrite != null) {
                checkName(problems, names, "readWrite", readWrite);
            }
            if (readOnly != null) {
                checkName(problems, names, "readOnly", readOnly);
            }
            checkLogins(problems, names);
            if (!problems.isEmpty() || owner == null) {
                throw new InvalidModelException("RolePlan", problems);
            }
            return new RolePlan(this, owner);
        }

        private void checkLogins(List<Problem> problems, Set<String> names) {
            for (int i = 0; i < logins.size(); i++) {
                LoginRole login = logins.get(i);
                String field = "logins[" + i + "]";
                checkName(problems, names, field, login.name());
                login.password().flatMap(ScramVerifier::problem).ifPresent(p -> problems.add(new Problem(field, p)));
                if ((login.duty() == Duty.READ_WRITE && readWrite == null)
                        || (login.duty() == Duty.READ_ONLY && readOnly == null)) {
                    problems.add(new Problem(
                            field,
                            "'" + login.name() + "' needs a group to have its rights from: name one by "
                                    + (login.duty() == Duty.READ_WRITE ? "readWrite" : "readOnly") + "(…)"));
                }
            }
        }

        private static void checkName(List<Problem> problems, Set<String> names, String field, String name) {
            Sql.roleProblem(name).ifPresent(p -> problems.add(new Problem(field, p)));
            if (!names.add(name)) {
                problems.add(new Problem(field, "'" + name + "' has another part already"));
            }
        }
    }
}
