import type { MachineDestination } from "../../../shared/destination";
import { canonical } from "../../../shared/canonical";
import { asset } from "../../../shared/execution/asset";
import { acceptGoneMachine, isUnreached, withSession, type Result } from "../../../shared/execution/ssh";
import type { Report, ResourceOperations } from "../../../shared/resource-operations";
import { quote } from "../../../shared/shell";
import { madeInPart } from "../../../shared/execution/made-in-part";
import { Unfinished } from "../../../shared/unfinished";
import { describeEnd } from "../../../release/agent/outcome";
import { inTurn } from "../../../release/push/execution/turns";
import { shortList } from "../../acme/names";
import { tellOf } from "../../acme/execution/tell-of";
import { expiryReason } from "../../common/reissue";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** A refresh must not wait long for a host that is gone. */
export const readDeadline = 10_000;

/** The exit codes by which a program's script says what failed. */
const exitCodes = { issue: 20, activation: 21, owners: 23, removal: 24 } as const;

/** The program got no certificate. */
export class NotIssued extends Error {}

/** The host's owner has what the resource would be, so nothing was made. */
class OwnersLineage extends Error {}

/** A certificate that is kept on a host. */
export interface HostLineageInputs extends MachineDestination {
  /** The domain: the name of the certificate on the host. */
  readonly site: string;
  /** The names, in the form that the CA uses. */
  readonly names: readonly string[];
}

/** The last inspection of a host. */
interface Inspected {
  /** The leaf, PEM. */
  readonly leaf: string;
  /** The differences that it found, apart from a renewal. */
  readonly drift: readonly string[];
}

/** Runs the program's script on a host, and returns its output. Throws when it fails. */
export type RunScript = (args: readonly string[], input?: string) => Promise<string>;

/** A program that keeps certificates on hosts: how it differs from others. */
export interface HostLineage<Inputs, Outputs> {
  /** Its folder, and the name of its script there. */
  readonly program: string;
  /** Who keeps the certificate, in messages. */
  readonly keeper: string;
  /** What it keeps, in messages. */
  readonly certificate: string;
  /** The outputs that only a new certificate changes. */
  readonly kept: readonly (keyof Outputs & string)[];
  inputsOf(resource: Inputs): Inputs;
  /** Why another certificate is issued, in words; empty when the current one will do. */
  reissueReasons(olds: Inputs, news: Inputs): string[];
  /** Whether the host must be told about a change. How it is reached, and whether the certificate is revoked at the end, only concerns the stack. */
  isToldToHost(olds: Inputs, news: Inputs): boolean;
  /** Why there is no certificate, from the script's error output. */
  issueFailure(stderr: string): string;
  /** Why it was not revoked and removed. */
  removalFailure?(stderr: string): string;
  /** Obtains the certificate. `olds` is absent when the resource is new. */
  obtain(run: RunScript, inputs: Inputs, olds?: Outputs): Promise<Outputs>;
  /** What a refresh shows: a renewal as the new certificate, any other difference as drift. */
  inspect(run: RunScript, known: Outputs): Promise<Outputs>;
  /** The script's arguments that remove the certificate from the host. */
  removeCommand(known: Outputs): readonly string[];
}

type Kept = "replacedBy" | "computed" | "create" | "diff" | "keeps" | "holds" | "update" | "read" | "delete";

/** The operations of a certificate that a program keeps on a host: its renewals are read back. */
export function hostLineageOperations<Inputs extends HostLineageInputs, Outputs extends Inputs & Inspected>(
  lineage: HostLineage<Inputs, Outputs>,
): Pick<ResourceOperations<Inputs, Outputs>, Kept> {
  const { keeper, certificate, kept, inputsOf } = lineage;
  const replacedBy = ["machine", "site"] as const;
  const runsOut = (known: Outputs): string | undefined => {
    const reason = expiryReason(known, Date.now());
    return reason && `${reason}: ${keeper} is asked for a later one`;
  };
  /** Whether the host has nothing to do. */
  const isKept = (olds: Outputs, news: Inputs): boolean => olds.drift.length === 0 && !lineage.isToldToHost(olds, news) && runsOut(olds) === undefined;
  /** Of one that fails the stack has the certificate of before, and that the host may have other settings by now. */
  const obtain = (id: string, inputs: Inputs, report?: Report, olds?: Outputs): Promise<Outputs> => {
    const former = olds ?? { ...inputsOf(inputs), ...Object.fromEntries(kept.map((key) => [key, ""])) };
    const unfinished = { ...former, drift: [`${certificate} is not in force yet`] };
    const partly = (error: Error) => (error instanceof OwnersLineage ? error : new Unfinished(error, id, unfinished));
    // It puts the certificate in force, which needs the lock that a push holds.
    const what = `keep the certificate for ${shortList(inputs.names)} on ${inputs.host}`;
    return inTurn(inputs, what, report, () => {
      report?.("connecting");
      return madeOnHost(partly, lineage, inputs, (run) => lineage.obtain(run, inputs, olds));
    });
  };
  return {
    replacedBy,
    computed: [...kept, "drift"],

    async create(inputs, report) {
      const id = `${inputs.machine}/${inputs.site}`;
      return { id, outs: await obtain(id, inputs, report) };
    },

    diff(_id, olds, news) {
      const replaces = replacedBy.filter((key) => olds[key] !== news[key]);
      const reasons = lineage.reissueReasons(olds, news);
      if (replaces.length === 0 && reasons.length > 0) tellOf(news, `gets another certificate: ${reasons.join("; ")}`);
      for (const difference of olds.drift) tellOf(news, difference);
      const ended = olds.drift.length > 0 ? undefined : runsOut(olds);
      if (ended !== undefined) tellOf(news, ended);
      const because = [...(olds.drift.length > 0 ? ["drift"] : []), ...(ended === undefined ? [] : ["leaf"])];
      return {
        changes: because.length > 0 || canonical(inputsOf(olds)) !== canonical(inputsOf(news)),
        replaces,
        ...(because.length > 0 && { because }),
      };
    },

    keeps: (olds, news) => (isKept(olds, news) ? kept : []),

    holds: ({ machine, site }) => [machine, site],

    async update(id, olds, news, report) {
      if (isKept(olds, news)) return { outs: { ...olds, ...inputsOf(news), drift: [] } };
      return { outs: await obtain(id, news, report, olds) };
    },

    async read(id, known) {
      const props = await onHost(lineage, known, (run) => lineage.inspect(run, known), readDeadline).catch((error: unknown) => {
        if (!isUnreached(error)) throw error;
        // As with a release: a host that could not be inspected never means "no changes".
        const drift = `what ${keeper} keeps could not be looked at: ${error.message}`;
        tellOf(known, drift);
        return { ...known, drift: [drift] };
      });
      return { id, props, inputs: inputsOf(known) };
    },

    async delete(_id, known) {
      try {
        await onHost(lineage, known, (run) => run(lineage.removeCommand(known)));
      } catch (error) {
        acceptGoneMachine(error, `${certificate} for ${shortList(known.names)}`, known);
      }
    },
  };
}

type Wording = Pick<HostLineage<never, never>, "program" | "certificate" | "issueFailure" | "removalFailure">;

/** Runs the scripts of `use` over one connection. */
export function onHost<T>(wording: Wording, inputs: HostLineageInputs, use: (run: RunScript) => Promise<T>, deadline = connectDeadline): Promise<T> {
  return withSession(inputs, deadline, (session) =>
    use(async (args, input) => {
      const result = await session.run(lineageScript(wording.program, args), input);
      mustSucceed(result, inputs, wording);
      return result.stdout;
    }),
  );
}

/** The same for what makes a resource; an error goes through `partly` once the host has answered. */
export function madeOnHost<T>(partly: (error: Error) => Error, wording: Wording, inputs: HostLineageInputs, use: (run: RunScript) => Promise<T>): Promise<T> {
  return madeInPart(partly, (begun) =>
    onHost(wording, inputs, (run) => {
      begun();
      return use(run);
    }),
  );
}

/** The command that runs a program's script on a host with `args`. */
export function lineageScript(program: string, args: readonly string[]): string {
  const parts = ["shared/apt.sh", "certificate/lineage/lineage.sh", `certificate/${program}/${program}.sh`];
  return ["bash", "-c", parts.map(asset).join(""), `tlsup-${program}`, ...args].map(quote).join(" ");
}

function mustSucceed(
  { code, stdout, stderr }: Result,
  { names, host }: HostLineageInputs,
  { certificate, issueFailure, removalFailure = issueFailure }: Wording,
): void {
  if (code === 0) return;
  const what = shortList(names);
  if (code === exitCodes.issue) throw new NotIssued(`Cannot keep the certificate for ${what} on ${host} as ${issueFailure(stderr)}`);
  if (code === exitCodes.removal) throw new Error(`Cannot remove ${certificate} for ${what} from ${host} as ${removalFailure(stderr)}`);
  if (code === exitCodes.activation) throw new Error(`Cannot put ${certificate} for ${what} in force on ${host}: ${describeEnd(stderr.trim())}`);
  if (code === exitCodes.owners) throw new OwnersLineage(`Cannot keep the certificate for ${what} on ${host} as ${stderr.trim()}`);
  throw new Error(
    `Cannot keep the certificate for ${what} on ${host} as its preparation must succeed: ` +
      `the host said ${JSON.stringify((stderr + stdout).trim().split("\n").slice(-3).join("; "))}`,
  );
}
