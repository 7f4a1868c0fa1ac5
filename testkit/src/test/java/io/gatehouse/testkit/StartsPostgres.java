package io.gatehouse.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A JVM that starts a PostgreSQL, asks it something and ends. */
final class StartsPostgres {
    private StartsPostgres() {}

    public static void main(String[] arguments) throws SQLException {
        try (PostgresServer server = PostgresServer.builder().start();
                Connection connection = server.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 6 * 7")) {
            rows.next();
            System.out.println("answered " + rows.getInt(1));
        }
    }
}
