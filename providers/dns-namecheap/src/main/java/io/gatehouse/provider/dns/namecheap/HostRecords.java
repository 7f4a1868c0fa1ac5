package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * All records of a domain, and how its mail is handled: what a command replaces at once. Immutable.
 *
 * @param emailType what Namecheap calls it; empty if it said nothing
 */
record HostRecords(List<HostRecord> hosts, String emailType) {
    /** What the command that writes takes. */
    private static final Set<String> TYPES =
            Set.of("A", "AAAA", "ALIAS", "CAA", "CNAME", "MX", "MXE", "NS", "TXT", "URL", "URL301", "FRAME");
    /** Written back, or given anew by Namecheap; and those that have to be as they are for all records that it takes. */
    private static final Set<String> KNOWN = Set.of(
            "HostId",
            "Name",
            "Type",
            "Address",
            "MXPref",
            "TTL",
            "FriendlyName",
            "AssociatedAppTitle",
            "IsActive",
            "IsDDNSEnabled");

    HostRecords {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads them.
     *
     * @throws DnsProviderException of kind {@code REFUSED} if one could not be written back as it is
     */
    static HostRecords of(NamecheapApi api, DnsZone zone, Element result) {
        List<HostRecord> hosts = new ArrayList<>();
        for (Element element : NamecheapApi.elements(result)) {
            if (!element.getLocalName().equalsIgnoreCase("Host")) {
                throw lost(api, zone, "an element " + element.getLocalName() + " beside its records");
            }
            hosts.add(host(api, zone, element));
        }
        String emailType = result.getAttribute("EmailType");
        if (emailType.isEmpty() && hosts.stream().anyMatch(host -> host.type().startsWith("MX"))) {
            throw lost(api, zone, "MX records without an EmailType");
        }
        return new HostRecords(hosts, emailType);
    }

    private static HostRecord host(NamecheapApi api, DnsZone zone, Element element) {
        HostRecord host = new HostRecord(
                api.attribute(element, "Name"),
                api.attribute(element, "Type"),
                api.attribute(element, "Address"),
                api.attribute(element, "MXPref"),
                api.attribute(element, "TTL"));
        String which = "a record " + host.type() + " at " + host.name();
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            String attribute = attributes.item(i).getNodeName();
            if (!KNOWN.contains(attribute)) {
                throw lost(api, zone, which + " with an attribute " + attribute);
            }
        }
        if (!NamecheapApi.elements(element).isEmpty() || !TYPES.contains(host.type())) {
            throw lost(api, zone, which);
        }
        if (element.getAttribute("IsActive").equalsIgnoreCase("false")) {
            throw lost(api, zone, which + " that is switched off");
        }
        if (element.getAttribute("IsDDNSEnabled").equalsIgnoreCase("true")) {
            throw lost(api, zone, which + " with dynamic DNS");
        }
        if (!element.getAttribute("AssociatedAppTitle").isEmpty()) {
            throw lost(api, zone, which + " that belongs to an app");
        }
        return host;
    }

    private static DnsProviderException lost(NamecheapApi api, DnsZone zone, String what) {
        return api.failure(
                Kind.REFUSED,
                "zone " + zone + " has " + what + ", which Namecheap's API gives and does not take: writing the zone"
                        + " would lose it; take it out of the zone, or delegate _acme-challenge to another by a CNAME");
    }

    HostRecords with(List<HostRecord> others) {
        return new HostRecords(others, emailType);
    }

    /** The fields of the command that writes them. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!emailType.isEmpty()) {
            fields.put("EmailType", emailType);
        }
        for (int i = 0; i < hosts.size(); i++) {
            hosts.get(i).writeTo(fields, i + 1);
        }
        return fields;
    }
}
