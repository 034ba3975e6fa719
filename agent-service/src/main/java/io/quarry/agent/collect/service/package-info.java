/** The job {@code installed-service}: unit files, the manager that loaded them, and SysV scripts. */
@NullMarked
package io.quarry.agent.collect.service;

import org.jspecify.annotations.NullMarked;
