package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.RootedFiles;
import io.quarry.jobs.InstalledServiceParams;

/**
 * What all services of one task share.
 *
 * @param images package, digests and signatures of files
 * @param access who may change files
 * @param sink for problems and checkpoints
 */
record ServiceHost(
        InstalledServiceParams params,
        RootedFiles files,
        Accounts accounts,
        ImageColumns images,
        AccessReader access,
        FindingSink<?> sink) {}
