package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads a task's XML. Whoever may write a task wrote it: no document type, no entities, nothing is fetched. */
final class TaskXml {
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private TaskXml() {}

    /** @throws MalformedTextException when it is no task */
    static TaskDefinition parse(byte[] xml) throws MalformedTextException {
        Element task = root(xml);
        if (!"Task".equals(task.getLocalName())) {
            throw new MalformedTextException("a Task, not " + task.getLocalName(), 0);
        }
        Element registration = child(task, "RegistrationInfo");
        Element settings = child(task, "Settings");
        return new TaskDefinition(
                text(registration, "URI"),
                text(registration, "Author"),
                text(registration, "Description"),
                text(registration, "Date"),
                text(registration, "SecurityDescriptor"),
                triggers(child(task, "Triggers")),
                principal(task),
                isTrue(text(settings, "Enabled"), true),
                isTrue(text(settings, "Hidden"), false),
                actions(child(task, "Actions")));
    }

    private static Element root(byte[] xml) throws MalformedTextException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(NO_DOCTYPE, true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // it would print
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new MalformedTextException("the XML of a task: " + e.getMessage(), 0);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java has this parser", e);
        }
    }

    private static List<TaskDefinition.Trigger> triggers(@Nullable Element list) {
        List<TaskDefinition.Trigger> triggers = new ArrayList<>();
        for (Element trigger : children(list)) {
            triggers.add(new TaskDefinition.Trigger(
                    TriggerText.type(trigger),
                    isTrue(text(trigger, "Enabled"), true),
                    text(trigger, "StartBoundary"),
                    text(trigger, "EndBoundary"),
                    repetition(child(trigger, "Repetition")),
                    TriggerText.of(trigger)));
        }
        return triggers;
    }

    private static @Nullable String repetition(@Nullable Element repetition) {
        String interval = text(repetition, "Interval");
        String duration = text(repetition, "Duration");
        return interval == null ? null : "every " + interval + (duration == null ? "" : " for " + duration);
    }

    /** The one that the actions name by their context; the first where none does. */
    private static TaskDefinition.@Nullable Principal principal(Element task) {
        Element actions = child(task, "Actions");
        String context = actions == null ? "" : actions.getAttribute("Context");
        Element chosen = null;
        for (Element principal : children(child(task, "Principals"))) {
            if (chosen == null || principal.getAttribute("id").equals(context)) {
                chosen = principal;
            }
        }
        return chosen == null
                ? null
                : new TaskDefinition.Principal(
                        text(chosen, "UserId"),
                        text(chosen, "GroupId"),
                        text(chosen, "LogonType"),
                        text(chosen, "RunLevel"));
    }

    private static List<TaskDefinition.Action> actions(@Nullable Element list) {
        List<TaskDefinition.Action> actions = new ArrayList<>();
        for (Element action : children(list)) {
            String kind = String.valueOf(action.getLocalName());
            boolean exec = kind.equals("Exec");
            actions.add(new TaskDefinition.Action(
                    kind,
                    exec ? text(action, "Command") : null,
                    exec ? text(action, "Arguments") : text(action, "Data"),
                    text(action, "WorkingDirectory"),
                    kind.equals("ComHandler") ? text(action, "ClassId") : null));
        }
        return actions;
    }

    private static boolean isTrue(@Nullable String text, boolean otherwise) {
        return text == null ? otherwise : text.equals("true") || text.equals("1");
    }

    static @Nullable Element child(@Nullable Element parent, String name) {
        for (Element child : children(parent)) {
            if (name.equals(child.getLocalName())) {
                return child;
            }
        }
        return null;
    }

    static List<Element> children(@Nullable Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** Text of a child; null when there is none, or nothing in it. */
    static @Nullable String text(@Nullable Element parent, String name) {
        Element child = child(parent, name);
        String text = child == null ? "" : child.getTextContent().strip();
        return text.isEmpty() ? null : text;
    }
}
