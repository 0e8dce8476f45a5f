import type { Fault } from "../../../shared/fault";
import { fieldsOf } from "../../../shared/validation";
import { enumerated } from "../../../shared/words";

/**
 * Faults of a name for which settings would make rules at the edge, if it is a wildcard: a rule is for one name. One for all names below it would also apply
 * to other sites'. `prefix`: what the settings' paths begin with.
 */
export function wildcardFaults(name: string, proxy: unknown, path: string, prefix = ""): Fault[] {
  if (!name.startsWith("*.")) return [];
  const settings = fieldsOf(proxy);
  const value = `current value is ${JSON.stringify(name)}`;
  const ruled = ["underAttack", "cache", "rateLimit"].filter((key) => settings[key] !== undefined).map((key) => prefix + key);
  return [
    ...(settings.sslFor === "zone"
      ? []
      : [
          {
            path,
            problem: `must be a name without an asterisk unless ${prefix}sslFor is zone, as the rule that makes ${prefix}ssl hold is for one name: ${value}`,
            remedy: `Set ${prefix}sslFor to zone, or name the hosts one by one`,
          },
        ]),
    ...(ruled.length === 0
      ? []
      : [
          {
            path,
            problem: `must be a name without an asterisk with ${enumerated(ruled)}, as the edge's rules are for one name: ${value}`,
            remedy: `Leave out ${enumerated(ruled)}, or name the hosts one by one`,
          },
        ]),
  ];
}
