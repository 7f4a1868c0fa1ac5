package io.gatehouse.proxy;

/** Which of several upstreams gets a request. */
public enum Balance {
    /** Each in turn. */
    ROUND_ROBIN,
    /** The one with the fewest connections open. */
    LEAST_CONNECTIONS,
    /** Always the same one for a client's address, as long as it is well. */
    CLIENT_ADDRESS
}
