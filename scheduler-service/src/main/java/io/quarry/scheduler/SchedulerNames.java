package io.quarry.scheduler;

/**
 * The names under which brokers know a scheduler. Its client id says which transactional id it writes with, so that
 * whoever sees that it left the group knows whose pen to take.
 *
 * @param group consumer group of the schedulers, which is also the application id
 * @param instance name of this scheduler
 */
record SchedulerNames(String group, String instance) {
    /** What Kafka Streams puts between its client id and the number of a thread. */
    private static final String THREAD = "-StreamThread-";

    /**
     * How a member of the group calls itself here.
     *
     * @param given Streams' own name for it, with a random part before that of the thread
     */
    String memberClientId(String given) {
        int thread = given.lastIndexOf(THREAD);
        return transactionalId() + (thread < 0 ? "" : given.substring(thread));
    }

    /** Outlives the process: a scheduler that comes back ends at once what it left open. */
    String transactionalId() {
        return prefix() + instance;
    }

    boolean isTransactionalId(String id) {
        return id.startsWith(prefix());
    }

    /** @param memberClientId as a member of the group calls itself */
    String transactionalIdOf(String memberClientId) {
        int thread = memberClientId.lastIndexOf(THREAD);
        return thread < 0 ? memberClientId : memberClientId.substring(0, thread);
    }

    private String prefix() {
        return group + "-";
    }
}
