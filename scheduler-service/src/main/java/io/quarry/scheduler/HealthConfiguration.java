package io.quarry.scheduler;

import io.quarry.scheduler.topology.EventTail;
import io.quarry.scheduler.topology.TopicTail;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;

/** Health that is asked of the parts themselves. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** UP while hunts are owned by a running thread, or by the other scheduler's. */
    @Bean
    HealthIndicator streamsHealthIndicator(ObjectProvider<StreamsBuilderFactoryBean> factories) {
        return () -> {
            List<String> states = factories.stream()
                    .map(StreamsBuilderFactoryBean::getKafkaStreams)
                    .map(streams ->
                            streams == null ? "NOT_STARTED" : streams.state().name())
                    .toList();
            boolean running = !states.isEmpty() && states.stream().allMatch(KafkaStreams.State.RUNNING.name()::equals);
            return health(running).withDetail("states", states).build();
        };
    }

    /** UP while this instance's view of assets, hunts and decisions is being kept. */
    @Bean
    HealthIndicator topicsHealthIndicator(List<TopicTail> tails, EventTail events) {
        return () -> {
            Health.Builder health = health(events.reads() && tails.stream().allMatch(TopicTail::caughtUp));
            health.withDetail(Topics.TASK_EVENTS, events.reads() ? "read" : "not read");
            tails.forEach(tail -> health.withDetail(tail.topic(), tail.caughtUp() ? "read" : "not read"));
            return health.build();
        };
    }

    @Bean(destroyMethod = "close")
    Admin healthAdmin(SchedulerSettings settings) {
        String patience = String.valueOf(PATIENCE.toMillis());
        return Admin.create(settings.cluster()
                .client(Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        "health",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        patience,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        patience)));
    }

    @Bean
    HealthIndicator brokersHealthIndicator(Admin healthAdmin) {
        return () -> {
            try {
                int nodes = healthAdmin.describeCluster().nodes().get().size();
                return Health.up().withDetail("nodes", nodes).build();
            } catch (ExecutionException e) {
                return Health.down()
                        .withDetail("error", String.valueOf(e.getCause()))
                        .build();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Health.unknown().build();
            }
        };
    }

    @Bean
    HealthIndicator registryHealthIndicator(SchedulerSettings settings) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.registry() + "/subjects"))
                .timeout(PATIENCE)
                .build();
        return () -> {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                return health(status == 200).withDetail("status", status).build();
            } catch (IOException e) {
                return Health.down().withDetail("error", e.toString()).build();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Health.unknown().build();
            }
        };
    }

    private static Health.Builder health(boolean good) {
        return good ? Health.up() : Health.down();
    }
}
