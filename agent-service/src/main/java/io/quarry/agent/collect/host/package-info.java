/** What several collectors need of a host: its accounts and packages, digests of its files, text as its kernel writes it. Knows no job. */
@NullMarked
package io.quarry.agent.collect.host;

import org.jspecify.annotations.NullMarked;
