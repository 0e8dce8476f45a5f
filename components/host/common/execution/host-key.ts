import { loginEntries, publicKey, type Destination } from "../../../shared/destination";
import { picked } from "../../../shared/picked";
import { setTimeout as sleep } from "node:timers/promises";
import { canonical } from "../../../shared/canonical";
import { timeFor } from "../../../shared/execution/cancellation";
import { importedBy } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { quote } from "../../../shared/shell";
import { HostKeyMismatch, fingerprint, withSession } from "../../../shared/execution/ssh";
import { confirmation, rotateHostKey } from "../host-key";
import { presentedKey } from "./presented-key";

/** The SSH server of a booting host must answer within five minutes, unless the user says otherwise. */
const bootDeadline = 300_000;

/** An older host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** How long a host may take to offer a confirmed key, in milliseconds. */
const confirmedDeadline = 15_000;

/** What the first session with a host needs. */
export interface HostKeyInputs {
  /** The host's address. */
  readonly host: string;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login. */
  readonly user: string;
  /** The client's private key: PEM or OpenSSH form. Secret. */
  readonly privateKey: string;
  /** The public half of the key in the host's user_data. */
  readonly temporaryKey: string;
  /** The machine's id at its provider: another machine has another key. */
  readonly machine: string;
}

/** The key that a host made for itself. */
export interface HostKeyOutputs extends HostKeyInputs {
  /** As in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** As `ssh-keygen -l` prints it: `SHA256:...`. */
  readonly fingerprint: string;
  /**
   * The last machines that this one replaced, each with its host, id and key: one that a failed run did not delete may be the host again.
   * @default none
   */
  readonly former?: readonly string[];
}

/** What is `former` for a machine that this run makes, by its temporary key, which belongs to one component. */
const replaced = new Map<string, readonly string[]>();

/** The host's own key: made in the first session, which the temporary key authenticates, and pinned from then on. */
export const hostKeyProvider: ResourceOperations<HostKeyInputs, HostKeyOutputs> = {
  rules: { ...loginEntries, temporaryKey: publicKey },
  secrets: ["privateKey"],
  replacedBy: ["machine"],
  computed: ["hostKey", "fingerprint", "former"],

  async create(inputs) {
    const [former, place] = [replaced.get(inputs.temporaryKey) ?? [], placeOf(inputs)];
    const known = former.find((machine) => machine.startsWith(place))?.slice(place.length);
    const hostKey = known ?? (await rotate({ ...inputs, hostKey: inputs.temporaryKey }));
    return { id: fingerprint(hostKey), outs: { ...inputs, hostKey, fingerprint: fingerprint(hostKey), former } };
  },

  diff(_id, olds, news) {
    replaced.set(news.temporaryKey, [placeOf(olds) + olds.hostKey, ...(olds.former ?? [])].slice(0, 9));
    return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: olds.machine === news.machine ? [] : ["machine"] };
  },

  keeps: () => hostKeyProvider.computed,

  async update(_id, olds, news) {
    return { outs: { ...olds, ...news } };
  },

  // Every connection checks the key; reading it here would add a connection to every refresh.
  async read(id, known) {
    return { id, props: known, inputs: inputsOf(known) };
  },

  importing: importedBy(["host", "privateKey", "machine"], ["port", "user", "temporaryKey"], async (id, given) => {
    const login = { port: 22, user: "root", ...given };
    const hostKey = await presentedKey({ host: login.host, port: login.port, expected: id });
    await withSession({ ...login, hostKey }, connectDeadline, (session) => session.run("true"));
    // The temporary key is gone from the host: it is only used in the first session.
    const inputs = { ...login, temporaryKey: given.temporaryKey ?? hostKey };
    return { id, props: { ...inputs, hostKey, fingerprint: id }, inputs };
  }),

  // The host keeps its key: it has no other.
  async delete() {},
};

function placeOf({ host, machine }: HostKeyInputs): string {
  return `${host} ${machine} `;
}

function inputsOf(resource: HostKeyInputs): HostKeyInputs {
  return picked(resource, { host: true, port: true, user: true, privateKey: true, temporaryKey: true, machine: true });
}

async function rotate(destination: Destination): Promise<string> {
  let hostKey: string | undefined;
  const confirm = (line: string): string | undefined => {
    if (hostKey !== undefined || !line.startsWith("ssh-ed25519 ")) return undefined;
    hostKey = line.trim();
    return confirmation;
  };
  const { code, stderr } = await withSession(destination, timeFor(bootDeadline), (session) =>
    session.converse(`bash -c ${quote(rotateHostKey)}`, confirm),
  ).catch(async (error: unknown) => {
    if (error instanceof HostKeyMismatch) throw madeEarlier(error, destination.host);
    // The host finishes without the session, once the key is confirmed.
    if (hostKey !== undefined && (await comesToPresent({ ...destination, hostKey }))) return { code: 0, stderr: "" };
    throw error;
  });
  if (code === 0 && hostKey !== undefined) return hostKey;
  throw new Error(
    `Cannot give ${destination.host} a host key of its own: the host said ${JSON.stringify(stderr.trim())}. Run it again; ` +
      "nothing else has been changed on the host",
  );
}

/** The state does not know of the session in which the host deleted the temporary key. */
function madeEarlier(cause: HostKeyMismatch, host: string): Error {
  return new Error(
    `Cannot trust ${host} over SSH as it must present the key of its first session, and presented ${cause.presented}. Nothing was sent. ` +
      "If the machine made that key in an earlier run, as before a destroy that failed, compare it with the machine's own, and import it as " +
      'tlsup:index:HostKey, as docs/import.md says ("A machine\'s own key"). If not, someone may be intercepting the connection. ' +
      "Replacing the machine deletes all that is on it",
    { cause },
  );
}

/** Whether a host offers this key within a few seconds. */
async function comesToPresent(destination: Destination): Promise<boolean> {
  for (const end = Date.now() + confirmedDeadline; Date.now() < end; await sleep(200)) {
    if (await withSession(destination, 1000, () => Promise.resolve(true)).catch(() => false)) return true;
  }
  return false;
}
