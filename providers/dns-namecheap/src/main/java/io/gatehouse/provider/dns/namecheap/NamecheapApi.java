package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.VendorApi;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Namecheap's commands: a form to one address, an answer in XML that says by itself whether it is one of success. Everything is
 * sent as a form in the body, so that the key stands in no URL. Safe for use by many threads.
 */
final class NamecheapApi {
    private final VendorApi api;
    private final Supplier<Map<String, String>> credentials;

    /** @param credentials the fields that every command carries; a new map each time */
    NamecheapApi(VendorApi api, Supplier<Map<String, String>> credentials) {
        this.api = api;
        this.credentials = credentials;
    }

    /**
     * Sends a command about a domain.
     *
     * @return the element of that name in the answer
     */
    Element call(DnsZone zone, String command, Map<String, String> fields, String result) {
        String apex = zone.apex().text();
        int dot = apex.indexOf('.');
        if (dot < 0) {
            throw api.noSuchZone(zone);
        }
        Map<String, String> all = credentials.get();
        all.put("Command", command);
        all.put("SLD", apex.substring(0, dot));
        all.put("TLD", apex.substring(dot + 1));
        all.putAll(fields);
        return only(send(all, command + " for " + zone), result);
    }

    /** How many requests Namecheap takes. */
    List<RequestRate> rates() {
        return api.rates();
    }

    /** Sends a command about the account. */
    Element call(String command, Map<String, String> fields) {
        Map<String, String> all = credentials.get();
        all.put("Command", command);
        all.putAll(fields);
        return send(all, command);
    }

    /** The error for an answer that is not what the API promises. */
    DnsProviderException malformed(String what) {
        return api.malformed(what);
    }

    /** An error of the provider's own. */
    DnsProviderException failure(Kind kind, String message) {
        return api.failure(kind, message);
    }

    /** The error for a domain that the account does not hold. */
    DnsProviderException noSuchZone(DnsZone zone) {
        return api.noSuchZone(zone);
    }

    private Element send(Map<String, String> fields, String what) {
        Element answer = parse(api.at().postForm(fields).body());
        if (!answer.getLocalName().equals("ApiResponse")) {
            throw api.malformed("it is no ApiResponse");
        }
        return switch (attribute(answer, "Status")) {
            case "OK" -> only(answer, "CommandResponse");
            case "ERROR" -> throw refused(what, only(answer, "Errors"));
            default -> throw api.malformed("its Status is neither OK nor ERROR");
        };
    }

    private DnsProviderException refused(String what, Element errors) {
        Element error = elements(errors, "Error").stream()
                .findFirst()
                .orElseThrow(() -> api.malformed("Status ERROR without an Error"));
        String number = attribute(error, "Number");
        return api.failure(
                NamecheapErrors.kind(number), what + " was answered with error " + number, error.getTextContent());
    }

    /** An attribute that has to be there. */
    String attribute(Element element, String name) {
        if (!element.hasAttribute(name)) {
            throw api.malformed("its " + element.getLocalName() + " has no " + name);
        }
        return element.getAttribute(name);
    }

    /** The only element of that name below another. */
    Element only(Element parent, String name) {
        List<Element> found = elements(parent, name);
        if (found.size() != 1) {
            throw api.malformed("its " + parent.getLocalName() + " has " + found.size() + " of " + name);
        }
        return found.get(0);
    }

    /** The elements right below another; Namecheap writes some of their names in lower case, and documents them in upper. */
    static List<Element> elements(Element parent, String name) {
        return elements(parent).stream()
                .filter(element -> element.getLocalName().equalsIgnoreCase(name))
                .toList();
    }

    /** All elements right below another. */
    static List<Element> elements(Element parent) {
        List<Element> found = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    /** Without document types, and so without entities of others: no answer makes us read a file or fetch an address. */
    private Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The usual one prints what it finds to standard error.
            builder.setErrorHandler(null);
            Document document = builder.parse(new InputSource(new StringReader(xml)));
            return document.getDocumentElement();
        } catch (SAXException e) {
            // The parser's own words quote the text.
            throw api.malformed("it is no XML without a document type");
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("This Java runtime has no XML parser that can be told to be careful", e);
        }
    }
}
