package io.quarry.agent.collect.service;

/** An account whose own manager runs units. */
record UnitOwner(String name, long uid, String home) {}
