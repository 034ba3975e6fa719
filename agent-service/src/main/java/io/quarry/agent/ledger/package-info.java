/** What must survive a crash: which commands were taken, how far each task got, and results that are still to be sent. */
@NullMarked
package io.quarry.agent.ledger;

import org.jspecify.annotations.NullMarked;
