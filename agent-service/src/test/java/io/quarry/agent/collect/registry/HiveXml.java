package io.quarry.agent.collect.registry;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What {@code hivexml} says of a hive.
 *
 * @param keys path and time of each
 * @param values path, name, type and data of each
 */
record HiveXml(List<String> keys, List<String> values) {

    static HiveXml parse(String text) throws XMLStreamException {
        HiveXml read = new HiveXml(new ArrayList<>(), new ArrayList<>());
        Deque<String> path = new ArrayDeque<>();
        XMLStreamReader xml = XMLInputFactory.newFactory()
                .createXMLStreamReader(new StringReader(
                        printable(text.substring(text.indexOf("<hive")).strip())));
        List<String> strings = null;
        String open = "";
        while (xml.hasNext()) {
            int event = xml.next();
            String name = event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT
                    ? xml.getLocalName()
                    : "";
            if (event == XMLStreamConstants.START_ELEMENT && name.equals("node")) {
                path.addLast(path.isEmpty() ? "" : path.getLast() + "\\" + xml.getAttributeValue(null, "name"));
            } else if (event == XMLStreamConstants.END_ELEMENT && name.equals("node")) {
                path.removeLast();
            } else if (event == XMLStreamConstants.START_ELEMENT && name.equals("mtime") && !path.isEmpty()) {
                read.keys.add(path.getLast() + " " + xml.getElementText());
            } else if (event == XMLStreamConstants.START_ELEMENT && name.equals("value")) {
                String key = xml.getAttributeValue(null, "key");
                String type = xml.getAttributeValue(null, "type");
                open = path.getLast() + "\\" + (key == null ? "" : key) + " " + type + " ";
                strings = type.equals("string-list") ? new ArrayList<>() : null;
                if (strings == null) {
                    String value = xml.getAttributeValue(null, "value");
                    boolean base64 = "base64".equals(xml.getAttributeValue(null, "encoding"));
                    read.values.add(open
                            + shortened(value == null ? "" : base64 ? value.replaceAll("[^A-Za-z0-9+/=]", "") : value));
                }
            } else if (event == XMLStreamConstants.START_ELEMENT && name.equals("string") && strings != null) {
                strings.add(xml.getElementText());
            } else if (event == XMLStreamConstants.END_ELEMENT && name.equals("value") && strings != null) {
                if (!strings.isEmpty() && strings.get(strings.size() - 1).isEmpty()) {
                    strings.remove(strings.size() - 1); // what ends the list
                }
                read.values.add(open + shortened(String.join(printable("\n"), strings)));
                strings = null;
            }
        }
        return read;
    }

    /** Long data as its length and digest, so that a difference can be read. */
    static String shortened(String data) {
        return data.length() <= 80 ? data : data.substring(0, 80) + "... " + data.length() + " " + data.hashCode();
    }

    /** Control characters, which XML cannot have and hivexml writes all the same, as others. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' ? (char) (0xe000 + c) : c);
        }
        return out.toString();
    }
}
