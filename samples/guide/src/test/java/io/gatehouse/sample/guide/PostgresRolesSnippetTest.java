package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.roles.LoginRole;
import io.gatehouse.postgres.roles.RoleChanges;
import io.gatehouse.postgres.roles.RolePlan;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresRolesSnippetTest {
    @Test
    void aPlan() {
        Secret password = Secret.ofText("secure-password");

        // region plan
        RolePlan plan = RolePlan.builder("app", "app")
                .owner("app_owner")
                .migrator("app_migrator") // by client certificate
                .readWrite("app_rw")
                .readOnly("app_ro")
                .login(
                        LoginRole.readWrite("agent").password(password),
                        LoginRole.readOnly("report").password(password),
                        LoginRole.databaseCreator("app_setup").password(password),
                        LoginRole.replication("standby"))
                .build();
        // end

        assertThat(plan.toSql(PostgresVersion.of(18)))
                .contains("CREATE ROLE \"agent\"")
                .doesNotContain("secure-password");
    }

    static String review(RolePlan plan, DataSource superuser) {
        // region apply
        RoleChanges planned = plan.check(superuser); // changes nothing
        String script = planned.toSql(); // for a person, or for psql

        RoleChanges done = plan.apply(superuser);
        done.statements().forEach(System.out::println); // without verifiers
        done.remarks().forEach(System.out::println); // rights of others in the schema

        boolean asPlanned = plan.check(superuser).isEmpty(); // for monitoring
        // end
        return script + asPlanned;
    }
}
