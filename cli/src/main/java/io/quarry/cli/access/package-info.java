/** Who may do what on the brokers: derived from the topics, for any deployment. */
@NullMarked
package io.quarry.cli.access;

import org.jspecify.annotations.NullMarked;
