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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what in one schema of one database, with no right that is not needed:
 *
 * <ul>
 *   <li>the <em>owner</em> owns schema and tables and cannot log in;
 *   <li>the <em>migrator</em> logs in, has no rights of its own, and acts as the owner from its first statement on;
 *   <li>the <em>agent</em> logs in, reads and writes rows, and changes no table.
 * </ul>
 *
 * {@code PUBLIC} loses the database, {@code CREATE} in {@code public}, and the execution of the owner's functions.
 *
 * <pre>{@code
 * RolePlan plan = RolePlan.builder("situation", "situation")
 *         .owner("situation_owner").migrator("situation_migrator").agent("agent", password).build();
 * plan.toSql(PostgresVersion.of(18));   // to review
 * plan.apply(superuser);                // in one transaction; a second time changes nothing
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class RolePlan {
    private final String database;
    private final String schema;
    private final String owner;
    private final LoginRole migrator;
    private final LoginRole agent;

    private RolePlan(String database, String schema, String owner, LoginRole migrator, LoginRole agent) {
        this.database = database;
        this.schema = schema;
        this.owner = owner;
        this.migrator = migrator;
        this.agent = agent;
    }

    /**
     * Starts a plan; owner, migrator and agent are to be named.
     *
     * @param database an existing database
     * @param schema made if it is not there
     */
    public static Builder builder(String database, String schema) {
        return new Builder(database, schema);
    }

    /**
     * The plan as a script for {@code psql}, in one transaction, that may be run again. It holds password verifiers:
     * keep it as you would the passwords.
     *
     * @param version of the server
     */
    public String toSql(PostgresVersion version) {
        return RoleScript.print(this, version);
    }

    /**
     * Brings the database to the plan: in one transaction, under an advisory lock, with only those statements whose
     * effect is not there yet. Existing tables keep their owner.
     *
     * @param superuser connections to the plan's database as a superuser
     * @return what was done; nothing, the second time
     * @throws RolePlanException if the connection does not fit or a statement fails; then nothing is changed
     */
    public RoleChanges apply(DataSource superuser) {
        return RoleScript.apply(this, superuser);
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

    LoginRole migrator() {
        return migrator;
    }

    LoginRole agent() {
        return agent;
    }

    /** Names only. */
    @Override
    public String toString() {
        return "RolePlan[" + database + "." + schema + ", owner=" + owner + ", migrator=" + migrator.name() + ", agent="
                + agent.name() + "]";
    }

    /** Names the roles; {@link #build()} reports every problem at once. Not safe for use by many threads. */
    public static final class Builder {
        private final String database;
        private final String schema;
        private @Nullable String owner;
        private @Nullable LoginRole migrator;
        private @Nullable LoginRole agent;

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
         * A migrator with a client certificate; a password it may have is taken away.
         *
         * @param name of the role
         */
        public Builder migrator(String name) {
            this.migrator = new LoginRole(name, Optional.empty());
            return this;
        }

        /**
         * Names the migrator, who logs in with a password.
         *
         * @param name of the role
         * @param password printable ASCII
         */
        public Builder migrator(String name, Secret password) {
            this.migrator = new LoginRole(name, Optional.of(password));
            return this;
        }

        /**
         * An agent with a client certificate; a password it may have is taken away.
         *
         * @param name of the role
         */
        public Builder agent(String name) {
            this.agent = new LoginRole(name, Optional.empty());
            return this;
        }

        /**
         * Names the agent, who logs in with a password.
         *
         * @param name of the role
         * @param password printable ASCII
         */
        public Builder agent(String name, Secret password) {
            this.agent = new LoginRole(name, Optional.of(password));
            return this;
        }

        /**
         * Checks every name and makes the plan.
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
            checkName(problems, names, "owner", owner);
            checkLogin(problems, names, "migrator", migrator);
            checkLogin(problems, names, "agent", agent);
            if (!problems.isEmpty() || owner == null || migrator == null || agent == null) {
                throw new InvalidModelException("RolePlan", problems);
            }
            return new RolePlan(database, schema, owner, migrator, agent);
        }

        private static void checkLogin(
                List<Problem> problems, Set<String> names, String field, @Nullable LoginRole role) {
            checkName(problems, names, field, role == null ? null : role.name());
            if (role != null) {
                role.password().flatMap(ScramVerifier::problem).ifPresent(p -> problems.add(new Problem(field, p)));
            }
        }

        private static void checkName(List<Problem> problems, Set<String> names, String field, @Nullable String name) {
            if (name == null) {
                problems.add(new Problem(field, "is missing"));
                return;
            }
            Sql.roleProblem(name).ifPresent(p -> problems.add(new Problem(field, p)));
            if (!names.add(name)) {
                problems.add(new Problem(field, "'" + name + "' has another part already"));
            }
        }
    }
}
