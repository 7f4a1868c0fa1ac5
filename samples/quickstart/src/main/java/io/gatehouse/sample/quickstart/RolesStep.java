package io.gatehouse.sample.quickstart;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.postgres.PostgresTls;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.roles.LoginRole;
import io.gatehouse.postgres.roles.RoleChanges;
import io.gatehouse.postgres.roles.RolePlan;
import io.gatehouse.sample.quickstart.Journal.Proofs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives the database an owner, a migrator and an agent, and has each do what it may and try what it may not. */
final class RolesStep {
    private final DatabaseStep database;
    private final Path data;
    private final Path folder;

    /**
     * @param data the folder with the table as Semaphore wrote it
     * @param folder takes the script
     */
    RolesStep(DatabaseStep database, Path data, Path folder) {
        this.database = database;
        this.data = data;
        this.folder = folder;
    }

    void run(Proofs proofs) throws SQLException {
        RolePlan plan = RolePlan.builder(DatabaseStep.DATABASE, "semaphore")
                .owner("semaphore_owner")
                .migrator(DatabaseStep.MIGRATOR)
                .readWrite("semaphore_rw")
                .login(LoginRole.readWrite(DatabaseStep.AGENT))
                .build();
        SecureFiles.write(
                folder.resolve("roles.sql"), plan.toSql(PostgresVersion.of(18)).getBytes(StandardCharsets.UTF_8));
        DataSource superuser = database.superuser(DatabaseStep.DATABASE);
        RoleChanges first = plan.apply(superuser);
        proofs.that(
                "the plan is applied in one transaction",
                !first.isEmpty(),
                first.statements().size() + " statements");
        RoleChanges second = plan.apply(superuser);
        proofs.that(
                "a second apply changes nothing",
                second.isEmpty(),
                second.statements().size() + " statements");

        DataSource migrator = PostgresTls.dataSource(database.dsn(DatabaseStep.MIGRATOR));
        String table = new String(SecureFiles.read(data.resolve("access_key.sql")), StandardCharsets.UTF_8);
        DatabaseStep.execute(migrator, table);
        proofs.that("the migrator makes Semaphore's table", true, "access_key, with 8 rows");

        DataSource agent = PostgresTls.dataSource(database.dsn(DatabaseStep.AGENT));
        DatabaseStep.execute(agent, "UPDATE access_key SET name = name WHERE id = 1");
        proofs.that("the agent reads and writes rows", true, "UPDATE of row 1");
        proofs.refused(
                "the agent cannot create a table", () -> DatabaseStep.execute(agent, "CREATE TABLE mine (id int)"));
        proofs.refused("nor drop one", () -> DatabaseStep.execute(agent, "DROP TABLE access_key"));
        proofs.refused("nor become the owner", () -> DatabaseStep.execute(agent, "SET ROLE semaphore_owner"));
    }
}
