package io.gatehouse.postgres.internal;

import java.sql.SQLException;

/** The server wants a login that is not allowed here, or one for which there is no password; nothing secret was sent. */
public final class LoginDemandException extends SQLException {
    private static final long serialVersionUID = 1L;

    LoginDemandException(SQLException refusal) {
        super(refusal.getMessage(), refusal.getSQLState(), refusal);
    }
}
