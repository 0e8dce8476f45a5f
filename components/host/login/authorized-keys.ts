import * as v from "valibot";
import { destinationEntries, destinationKeys, loginEntries, publicKey, type MachineDestination } from "../../shared/destination";
import type { Keys } from "../../shared/picked";
import { enumerated } from "../../shared/words";
import { keyOf, userKey } from "./public-key";

/** Who may log in to a host. */
export interface AuthorizedKeysInputs extends MachineDestination {
  /** The login's key. Secret. */
  readonly privateKey: string;
  /** Its public half. */
  readonly loginKey: string;
  /** The public keys of users, as in their `.pub` files. */
  readonly userKeys: readonly string[];
}

/** The schema of each input. */
export const authorizedKeysEntries = { ...destinationEntries, privateKey: loginEntries.privateKey, loginKey: publicKey, userKeys: v.array(userKey) };

/** Each input. */
export const authorizedKeysInputs: Keys<AuthorizedKeysInputs> = { ...destinationKeys, loginKey: true, userKeys: true };

/** A change of the file that lists who may log in. */
export interface KeyChange {
  /** A login key to be there. */
  readonly loginKey?: string;
  /** A login key that goes, if another one of tlsup's is there. */
  readonly formerLoginKey?: string;
  /** The users' keys, instead of those that tlsup has put there. */
  readonly userKeys?: readonly string[];
}

/** How the lines end that tlsup writes. Every other line is left as it is, but for a login key that the vendor has put there. */
const marks = { login: " #tlsup-login", user: " #tlsup" } as const;

/** The content of `authorized_keys` after a change. */
export function changedKeys(text: string, { loginKey, formerLoginKey, userKeys }: KeyChange): string {
  const users = userKeys?.map((line) => line.trim() + marks.user);
  const all = text.split("\n");
  const isUsers = (line: string): boolean => line.endsWith(marks.user);
  const isReplaced = all.some((line) => line.endsWith(marks.login) && keyOf(line) !== formerLoginKey);
  const kept = all.filter((line) => (isUsers(line) ? users?.includes(line) !== false : !isReplaced || keyOf(line) !== formerLoginKey));
  const isThere = kept.some((line) => !isUsers(line) && keyOf(line) === loginKey);
  const added = [...(loginKey === undefined || isThere ? [] : [keyOf(loginKey) + marks.login]), ...new Set(users?.filter((line) => !kept.includes(line)))];
  const before = kept.join("\n");
  return added.length === 0 ? before : [before.replace(/([^\n])$/, "$1\n"), ...added.map((line) => `${line}\n`)].join("");
}

/** What a change of the keys does, a sentence each. */
export function keyEffects({ user, machine, loginKey, userKeys }: Partial<AuthorizedKeysInputs>, olds?: AuthorizedKeysInputs): string[] {
  const [now, before] = [userKeys ?? olds?.userKeys ?? [], olds?.userKeys ?? []];
  const [added, removed] = [now.filter((key) => !before.includes(key)), before.filter((key) => !now.includes(key))];
  const isRotated = olds !== undefined && machine === olds.machine && loginKey !== olds.loginKey;
  return [
    ...(isRotated
      ? ["changes the key that tlsup logs in with: the new one is added, and a login with it proven; the old one goes at the end. The machine stays"]
      : []),
    ...(added.length > 0 ? [`lets in as ${user ?? "root"}: ${enumerated(added.map(nameOf))}`] : []),
    ...(removed.length > 0 ? [`no longer lets in as ${user ?? "root"}: ${enumerated(removed.map(nameOf))}`] : []),
  ];
}

/** A key's comment, or what there is of it without one. */
function nameOf(line: string): string {
  const [kind = "", body = "", ...comment] = line.trim().split(" ");
  return comment.length > 0 ? comment.join(" ") : `${kind} ...${body.slice(-12)}`;
}
