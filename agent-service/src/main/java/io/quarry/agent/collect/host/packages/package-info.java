/** Which package a file belongs to and whether it still is what the package brought: dpkg, apk, pacman. Parsers are pure. */
@NullMarked
package io.quarry.agent.collect.host.packages;

import org.jspecify.annotations.NullMarked;
