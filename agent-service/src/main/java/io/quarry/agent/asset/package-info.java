/** Who this endpoint is: its key pair, its id and what it says about itself. */
@NullMarked
package io.quarry.agent.asset;

import org.jspecify.annotations.NullMarked;
