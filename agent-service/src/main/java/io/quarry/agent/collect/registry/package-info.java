/**
 * The job {@code registry-key}: a reader of registry hives in their file format (regf), the selection of keys by path, and
 * the catalogue of persistence locations. The last two know nothing of files, so that a collector of live hives uses them too.
 */
@NullMarked
package io.quarry.agent.collect.registry;

import org.jspecify.annotations.NullMarked;
