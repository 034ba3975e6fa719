@NullMarked
package io.quarry.agent.selftest;

import org.jspecify.annotations.NullMarked;
