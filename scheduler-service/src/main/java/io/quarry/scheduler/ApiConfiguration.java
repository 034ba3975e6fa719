package io.quarry.scheduler;

import io.quarry.scheduler.api.DecisionInbox;
import io.quarry.scheduler.api.HuntView;
import io.quarry.scheduler.api.MarkWriter;
import io.quarry.scheduler.api.RequestSender;
import io.quarry.scheduler.api.RunArchive;
import io.quarry.scheduler.api.TokenFilter;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.scheduler.topology.ControlFormats;
import io.quarry.scheduler.topology.KeyAudit;
import io.quarry.scheduler.topology.SigningKey;
import io.quarry.scheduler.topology.TopicTail;
import io.quarry.scheduler.topology.TopicTail.Start;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the API's view of the topics. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ApiConfiguration.class);
    private static final Duration SAY_EVERY = Duration.ofSeconds(10);

    @Bean
    TokenFilter tokenFilter(SchedulerSettings settings) throws IOException {
        if (!Files.isReadable(settings.tokenFile())) {
            throw new IOException(
                    "no token to be read at " + settings.tokenFile().toAbsolutePath()
                            + "; QUARRY_TOKEN_FILE must name a file that holds the API's token");
        }
        return new TokenFilter(Files.readString(settings.tokenFile()));
    }

    @Bean
    HuntView huntView(ControlFormats formats) {
        return new HuntView(formats.hunts());
    }

    @Bean
    TopicTail huntsTail(SchedulerSettings settings, HuntView view) throws InterruptedException {
        return caughtUp(new TopicTail(settings.cluster(), Topics.HUNTS, new Start.Beginning(), view::accept));
    }

    @Bean
    DecisionInbox decisionInbox(ControlFormats formats) {
        return new DecisionInbox(formats.decisions());
    }

    @Bean
    TopicTail decisionsTail(SchedulerSettings settings, DecisionInbox inbox) throws InterruptedException {
        return caughtUp(new TopicTail(settings.cluster(), Topics.HUNT_DECISIONS, new Start.End(), inbox::accept));
    }

    @Bean
    RequestSender requestSender(SchedulerSettings settings, ControlFormats formats, DecisionInbox inbox) {
        return new RequestSender(settings.cluster(), formats.requests(), inbox);
    }

    @Bean
    RunArchive runArchive(SchedulerSettings settings, ControlFormats formats) {
        return new RunArchive(settings.cluster(), formats.runs());
    }

    @Bean
    MarkWriter markWriter(SchedulerSettings settings, ControlFormats formats, AssetMarks marks) {
        return new MarkWriter(settings.cluster(), settings.instance(), formats, marks);
    }

    @Bean
    KeyAudit keyAudit(SchedulerSettings settings, ControlFormats formats, SigningKey key) {
        return new KeyAudit(settings.cluster(), formats.audit(), key, settings.data(), settings.published()).start();
    }

    /** The port opens when answers are right: hunts are all read, and no decision can be overlooked. */
    private static TopicTail caughtUp(TopicTail tail) throws InterruptedException {
        tail.start();
        while (!tail.awaitCaughtUp(SAY_EVERY)) {
            LOG.warn("Waiting: {} is not read yet", tail.topic());
        }
        return tail;
    }
}
