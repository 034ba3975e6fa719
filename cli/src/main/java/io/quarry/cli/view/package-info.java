/** What people and scripts see: tables, JSON lines, CSV, progress. */
@NullMarked
package io.quarry.cli.view;

import org.jspecify.annotations.NullMarked;
