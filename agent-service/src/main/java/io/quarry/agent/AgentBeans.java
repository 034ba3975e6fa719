package io.quarry.agent;

import io.micronaut.context.annotation.Factory;
import io.quarry.agent.asset.Host;
import io.quarry.agent.asset.Identity;
import io.quarry.agent.collect.Collectors;
import io.quarry.agent.command.CommandVerifier;
import io.quarry.agent.command.PinnedKeys;
import io.quarry.agent.kafka.ClientSettings;
import io.quarry.agent.kafka.CommandReader;
import io.quarry.agent.kafka.FindingsTopic;
import io.quarry.agent.kafka.Heartbeats;
import io.quarry.agent.kafka.Outbox;
import io.quarry.agent.kafka.RecordSender;
import io.quarry.agent.kafka.SignedRecords;
import io.quarry.agent.ledger.Ledger;
import io.quarry.agent.task.TaskEvents;
import io.quarry.agent.task.TaskIntake;
import io.quarry.agent.task.TaskRunner;
import io.quarry.agent.task.TaskServices;
import io.quarry.model.Asset;
import io.quarry.model.HuntCommand;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;

/** How a running agent is put together from its settings. The order of ending is {@link Agent}'s business. */
@Factory
final class AgentBeans {
    private static final InstantSource CLOCK = InstantSource.system();

    @Singleton
    Host host() {
        return Host.current();
    }

    @Singleton
    JobCatalogue catalogue() {
        return JobCatalogue.installed();
    }

    @Singleton
    StateFolder state(AgentSettings settings) throws IOException {
        return StateFolder.open(settings.state(), CLOCK);
    }

    @Singleton
    Identity identity(StateFolder state) {
        return state.identity();
    }

    @Singleton
    Ledger ledger(StateFolder state) {
        return state.ledger();
    }

    @Singleton
    SchemaRegistry registry(AgentSettings settings) {
        return new SchemaRegistry(settings.registry());
    }

    @Singleton
    ClientSettings clientSettings(AgentSettings settings, Identity identity) {
        return new ClientSettings(settings.brokers(), identity.assetId(), settings.kafka());
    }

    @Singleton
    RecordSender sender(ClientSettings settings) {
        return new RecordSender(settings);
    }

    @Singleton
    Outbox outbox(Ledger ledger, SchemaRegistry registry, Identity identity, RecordSender sender, JobCatalogue jobs) {
        return new Outbox(ledger, signed(Topics.TASK_EVENTS, registry, identity, jobs), sender);
    }

    @Singleton
    Heartbeats heartbeats(
            AgentSettings settings, Asset self, SchemaRegistry registry, Identity identity, RecordSender sender) {
        SignedRecords<Asset> records = signed(Topics.ASSETS, registry, identity, JobCatalogue.installed());
        return new Heartbeats(self, settings.heartbeat(), records, sender, CLOCK);
    }

    @Singleton
    Asset self(AgentSettings settings, Identity identity, Host host, Collectors collectors) {
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
        return Asset.newBuilder()
                .setAssetId(identity.assetId())
                .setPublicKey(ByteBuffer.wrap(identity.rawPublicKey()))
                .setHostname(host.name())
                .setOs(PlatformOfHost.current())
                .setOsVersion(host.system())
                .setArchitecture(System.getProperty("os.arch"))
                .setAgentVersion(AgentVersion.TEXT)
                .setLabels(settings.labels())
                .setJobs(collectors.jobs())
                .setStartedAt(now)
                .setSentAt(now)
                .setIntervalMs(settings.heartbeat().toMillis())
                .build();
    }

    @Singleton
    TaskServices services(
            Collectors collectors, FindingsTopic findings, Identity identity, Outbox outbox, Ledger ledger) {
        return new TaskServices(collectors, findings, new TaskEvents(identity, CLOCK), outbox, ledger, CLOCK);
    }

    @Singleton
    FindingsTopic findings(SchemaRegistry registry, JobCatalogue jobs, RecordSender sender, Identity identity) {
        return new FindingsTopic(registry, jobs, sender, identity);
    }

    @Singleton
    TaskRunner runner(TaskServices services, Host host) {
        return new TaskRunner(services, host.name());
    }

    @Singleton
    TaskIntake intake(
            AgentSettings settings,
            Identity identity,
            SchemaRegistry registry,
            JobCatalogue jobs,
            TaskServices services,
            TaskRunner runner) {
        RecordCodec<HuntCommand> codec = new RecordCodec<>(registry, HuntCommand.getClassSchema());
        CommandVerifier verifier = new CommandVerifier(
                identity.assetId(), new PinnedKeys(settings.trust()), codec::decode, services.ledger(), jobs);
        return new TaskIntake(verifier, codec::decode, services, runner);
    }

    @Singleton
    CommandReader reader(
            ClientSettings settings,
            Identity identity,
            Ledger ledger,
            TaskIntake intake,
            TaskRunner runner,
            Heartbeats heartbeats) {
        return new CommandReader(settings, identity, ledger, intake, runner::hasRoom, heartbeats::start);
    }

    private static <T extends SpecificRecord> SignedRecords<T> signed(
            String name, SchemaRegistry registry, Identity identity, JobCatalogue jobs) {
        Topics.Topic topic = Topics.all(jobs).stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        RecordCodec<T> codec = new RecordCodec<>(registry, topic.schema());
        return new SignedRecords<>(topic, codec, registry, identity);
    }
}
