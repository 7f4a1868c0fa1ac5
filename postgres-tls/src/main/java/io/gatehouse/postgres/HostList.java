package io.gatehouse.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** Hosts and ports as libpq's two lists. */
final class HostList {
    private static final String ENCODE = ": write @ / : ? and # in a password as %40 %2F %3A %3F %23";

    private HostList() {}

    static String hosts(Dsn dsn) {
        return dsn.endpoints().stream().map(e -> e.host().text()).collect(Collectors.joining(","));
    }

    static String ports(Dsn dsn) {
        return dsn.endpoints().stream().map(e -> String.valueOf(e.port())).collect(Collectors.joining(","));
    }

    /** libpq's rule: as many ports as hosts, or one for all. */
    static List<Endpoint> pair(String hosts, String ports) {
        if (hosts.indexOf(',') < 0 && ports.indexOf(',') < 0) {
            return List.of(endpoint(hosts, 1, ports));
        }
        String[] hostList = hosts.split(",", -1);
        String[] portList = ports.split(",", -1);
        if (portList.length != 1 && portList.length != hostList.length) {
            throw new DsnException(portList.length + " ports for " + hostList.length
                    + " hosts: give one port for all or one for each");
        }
        Endpoint[] endpoints = new Endpoint[hostList.length];
        for (int i = 0; i < hostList.length; i++) {
            endpoints[i] = endpoint(hostList[i], i + 1, portList[portList.length == 1 ? 0 : i]);
        }
        return List.of(endpoints);
    }

    private static Endpoint endpoint(String host, int number, String port) {
        if (host.isEmpty() || host.startsWith("/") || host.startsWith("@")) {
            throw new DsnException("host " + number
                    + " is a Unix-domain socket (libpq's meaning of no host, too), which carries no TLS: name a host");
        }
        int portNumber = port.isEmpty() ? Endpoint.DEFAULT_PORT : Endpoint.portNumber(port);
        if (portNumber == Endpoint.NO_PORT) {
            throw new DsnException(
                    "a port is no number from 1 to 65535 (not shown, in case a password got there)" + ENCODE);
        }
        return Endpoint.tryOf(host, portNumber)
                .orElseThrow(() -> new DsnException("host " + number
                        + " is neither a DNS name nor an IP address (not shown, in case a password got there)"
                        + ENCODE));
    }
}
