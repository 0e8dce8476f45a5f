/** How Pebble 2.10 chooses for an order without a profile. */
const choice = "profileName = profNames[rand.Intn(len(profiles))]";

/**
 * Pebble's front end, with a profile of its own for orders that name none. Pebble draws one at random, and no setting
 * changes that: the same order would be valid for 90 days at one time and for six at the next. Let's Encrypt always
 * takes the same (https://letsencrypt.org/docs/profiles/).
 *
 * @throws when the source does not choose in the known way, exactly once.
 */
export function withDefaultProfile(source: string, profile: string): string {
  const parts = source.split(choice);
  if (parts.length !== 2)
    throw new Error(
      `Cannot build Pebble as its front end must choose a profile once by \`${choice}\`: it does so ${parts.length - 1} times. ` +
        "Adapt the choice to the pinned version.",
    );
  return parts.join(`profileName = ${JSON.stringify(profile)}`);
}
