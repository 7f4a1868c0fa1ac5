/** Calls the HTTP and JSON APIs of DNS vendors, for providers of ours and of others. */
module io.gatehouse.provider.dns.json {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.dns;
    requires com.google.gson;
    requires org.slf4j;

    exports io.gatehouse.provider.dns.json;
}
