/** What collectors on Windows share: identifiers, access, signatures and names, and problems made of failed calls. */
@NullMarked
package io.quarry.agent.collect.host.windows;

import org.jspecify.annotations.NullMarked;
