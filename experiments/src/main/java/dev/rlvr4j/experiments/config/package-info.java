/**
 * Recipes: everything a run depends on, as typed records.
 *
 * <p>{@link dev.rlvr4j.experiments.config.Recipe} is the root. {@link dev.rlvr4j.experiments.config.RecipeReader} lays a
 * sparse YAML file over the defaults, {@code --set a.b=c} over that, and binds the result strictly: an unknown key names the
 * nearest known one, a wrong type names its path, value and line. Plain YAML values follow YAML 1.2, so that {@code no} stays
 * a text.
 */
@NullMarked
package dev.rlvr4j.experiments.config;

import org.jspecify.annotations.NullMarked;
