/** Hardened reverse proxies from one typed model: nginx, Apache httpd, HAProxy and Caddy. */
module io.gatehouse.proxy {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.core;

    exports io.gatehouse.proxy;

    uses io.gatehouse.proxy.ProxyDialect;

    provides io.gatehouse.proxy.ProxyDialect with
            io.gatehouse.proxy.internal.nginx.NginxDialect,
            io.gatehouse.proxy.internal.apache.ApacheDialect,
            io.gatehouse.proxy.internal.haproxy.HaproxyDialect,
            io.gatehouse.proxy.internal.caddy.CaddyDialect,
            io.gatehouse.proxy.internal.caddy.CaddyJsonDialect;
}
