import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import { quote } from "../../../shared/shell";
import { changedKeys, type KeyChange } from "../authorized-keys";

/** A host that does not answer within half a minute is down. */
export const connectDeadline = 30_000;

/**
 * Prints the file, reads what shall be in it, and swaps it by one rename. A session that breaks changes nothing. The folder is locked meanwhile, as other
 * stacks may change the file as well.
 */
const script = `set -eu
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
file=$(readlink -f "$(getent passwd "$1" | cut -d : -f 6)/.ssh/authorized_keys")
exec 9< "\${file%/*}"
flock -w 20 9
base64 -w 0 "$file"
echo
read -r content
if [ "$content" = same ]; then exit; fi
cp -p "$file" "$file.tlsup"
printf %s "$content" | base64 -d > "$file.tlsup"
sync "$file.tlsup"
mv "$file.tlsup" "$file"
`;

/** Changes who may log in to a host. */
export async function changeKeys(destination: Destination, change: KeyChange): Promise<void> {
  // Other lines may be in any encoding: each byte is a character here, also in ours.
  const bytes = (line: string): string => Buffer.from(line).toString("latin1");
  const encoded = { ...change, ...(change.userKeys && { userKeys: change.userKeys.map(bytes) }) };
  const answer = (line: string): string => {
    const before = Buffer.from(line.trim(), "base64").toString("latin1");
    const after = changedKeys(before, encoded);
    return after === before ? "same" : Buffer.from(after, "latin1").toString("base64");
  };
  const { code, stderr } = await withSession(destination, connectDeadline, (session) =>
    session.converse(`bash -c ${quote(script)} tlsup ${destination.user}`, answer),
  );
  if (code !== 0)
    throw new Error(
      `Cannot change the authorized_keys of ${destination.user} on ${destination.host}: the host said ${JSON.stringify(stderr.trim())}. ` +
        "It is as it was; run again",
    );
}
