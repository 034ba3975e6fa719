package io.quarry.cli.access;

import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that a role needs, as Kafka ACLs; what is not listed is refused by Kafka's authorizer. READ and WRITE imply
 * DESCRIBE, and WRITE on a transactional id too.
 *
 * @param role what it is for
 * @param principal who gets it, such as {@code User:quarry-agent}; {@code User:*} is everybody who is authenticated
 */
public record Grants(Role role, String principal) {
    /** Kafka Streams names state topics and transactions of its own after the application. */
    private static final String STREAMS_PREFIX = "quarry-scheduler-";

    /** Transactions that change labels and groups. */
    private static final String MARKS_PREFIX = "quarry-marks-";

    public List<AclBinding> acls(JobCatalogue catalogue) {
        List<AclBinding> acls = new ArrayList<>();
        for (Topics.Topic topic : Topics.all(catalogue)) {
            if (role.reads(topic)) {
                acls.add(topic(topic.name(), AclOperation.READ));
            }
            if (role.writes(topic)) {
                acls.add(topic(topic.name(), AclOperation.WRITE));
            }
            if (role.deadLetters(topic)) {
                acls.add(topic(topic.dlq(), AclOperation.WRITE));
            }
        }
        String groups = role.groups();
        if (groups != null) {
            PatternType pattern = groups.endsWith("-") ? PatternType.PREFIXED : PatternType.LITERAL;
            acls.add(acl(ResourceType.GROUP, groups, pattern, AclOperation.READ));
        }
        if (role == Role.SCHEDULER) {
            for (AclOperation operation : List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE)) {
                acls.add(acl(ResourceType.TOPIC, STREAMS_PREFIX, PatternType.PREFIXED, operation));
            }
            for (String prefix : List.of(STREAMS_PREFIX, MARKS_PREFIX)) {
                acls.add(acl(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, AclOperation.WRITE));
            }
        }
        return List.copyOf(acls);
    }

    private AclBinding topic(String name, AclOperation operation) {
        return acl(ResourceType.TOPIC, name, PatternType.LITERAL, operation);
    }

    private AclBinding acl(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }
}
