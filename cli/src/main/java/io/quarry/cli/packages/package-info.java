/** The agent as something to install: archives and Linux packages, made in this process, without tools of the system. */
@NullMarked
package io.quarry.cli.packages;

import org.jspecify.annotations.NullMarked;
