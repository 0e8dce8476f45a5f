/** How Pebble 2.10 chooses the profile of an order that names none. */
const choice = "profileName = profNames[rand.Intn(len(profiles))]";

/**
 * Pebble's front end with a fixed profile for orders that name none. Pebble picks a random one, and no setting
 * changes that: the same order would be valid for 90 days one time and for six the next. Let's Encrypt always
 * uses the same (https://letsencrypt.org/docs/profiles/).
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
