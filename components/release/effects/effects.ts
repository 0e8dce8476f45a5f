import { enumerated } from "../../shared/words";
import { hostNames, privateKeyPath, type Release } from "../common/release";
import type { StoredData } from "./stored-data";
import { unitChanges, type UnitChange, type Units } from "./units";

/** The parts of a release on a machine that its effects depend on. */
export interface Placed extends Units, Pick<Release, "packages"> {
  readonly machine?: string;
  /** The machine's address. A preview knows that of a machine that exists. */
  readonly host?: string;
  /** Who logs in. A preview does not know it where the program hands over the machine as one value, of which something changes. */
  readonly user?: string;
  /** @default nothing */
  readonly data?: StoredData;
  /** What earlier releases left on the machine. @default nothing */
  readonly earlierData?: StoredData;
}

/** A site, and the machine that it is on. */
interface Sited extends Pick<Release, "site" | "domain" | "aliases"> {
  readonly machine?: string;
}

/** The effects of putting a release in force that its files do not show, a sentence each. `from` is the release that it replaces. */
export function releaseEffects(to: Partial<Placed>, from?: Placed): string[] {
  if (from && isAnotherMachine(from, to)) return Object.entries({ ...from.earlierData, ...from.data }).map(lossOf(from.machine));
  const next = planned(to, from);
  // If it replaces no release, everything is new.
  if (!from || !next) return [];
  const installed = next.packages.filter((name) => !from.packages.includes(name));
  return [
    ...(installed.length > 0 ? [`installs ${enumerated(installed)}, before anything that serves is touched`] : []),
    ...unitChanges(next, from).map(sentence),
    ...Object.entries(from.data ?? {})
      .filter(([folder]) => !Object.hasOwn(to.data ?? {}, folder))
      .map(([folder, what]) => `leaves ${folder} (${what}) on the host, where nothing of this release serves it any more`),
  ];
}

/** Why a machine must not be replaced: it holds data, and no setting allows it. `undefined` if it may be replaced. */
export function dataFault(from: Placed, to: Partial<Placed> & { readonly leaveDataOn?: string }): string | undefined {
  const data = Object.entries({ ...from.earlierData, ...(from.data ?? to.data) });
  const { machine } = from;
  if (machine === undefined || machine === to.leaveDataOn || data.length === 0 || !isAnotherMachine(from, to)) return undefined;
  const held = enumerated(data.map(([folder, what]) => `${folder} (${what})`));
  const current = to.leaveDataOn === undefined ? "" : `: current value is ${JSON.stringify(to.leaveDataOn)}`;
  return (
    `must be ${JSON.stringify(machine)} for that machine to be replaced, as the site loses what is on it: ${held}${current}. ` +
    'Move what is needed first (docs/guide.md, "Data on the machine"), or leave the machine as it is: its region, its image and its vendor. ' +
    `Set it as well if that machine is gone already${(to.machine ?? to.user) ? "" : handedOverWhole}`
  );
}

const handedOverWhole =
  ", or if only its login, its port or its addresses change, for that run: the machine then stays, but this program passes it on as one value, of which " +
  "a preview knows nothing while any part is not known";

/** What stays on the same machine of earlier releases and is not listed any more. */
export function earlierData(to: Partial<Placed>, from: Placed): Pick<Placed, "earlierData"> {
  if (isAnotherMachine(from, to)) return {};
  const listed = to.data ?? from.data ?? {};
  const left = Object.entries({ ...from.earlierData, ...from.data }).filter(([folder]) => !Object.hasOwn(listed, folder));
  return left.length > 0 ? { earlierData: Object.fromEntries(left) } : {};
}

/** A machine that a preview does not know yet, but whose address it knows, exists: only a look tells whether it is the same. */
function isAnotherMachine(from: Placed, to: Partial<Placed>): boolean {
  return to.machine === undefined ? to.host === undefined : to.machine !== from.machine;
}

/**
 * Why a site must keep its name on a machine: its names are served there under the former one, and the host would refuse a second site of the same names.
 * `undefined` if it may have the new one.
 */
export function siteFault(from: Sited, to: Partial<Sited>): string | undefined {
  const { machine, site, domain } = to;
  if (site === undefined || site === from.site || machine !== from.machine || domain === undefined) return undefined;
  const wanted = hostNames({ ...to, domain });
  const served = hostNames(from).filter((name) => wanted.includes(name));
  if (served.length === 0) return undefined;
  return (
    `must be ${JSON.stringify(from.site)} as long as the machine serves ${enumerated(served)} under that name: ` +
    `current value is ${JSON.stringify(site)}. A site is named after its component, stack and project: give them their former names. ` +
    "Or run `pulumi destroy` first: visitors then get errors until the next `pulumi up`"
  );
}

/** The release as far as a preview knows it: its plan, perhaps without a new certificate and its key. */
function planned(to: Partial<Placed>, from?: Placed): Placed | undefined {
  const { services, ports, links, files, trees, certificateFiles, packages } = to;
  if (!services || !ports || !links || !files || !trees || !certificateFiles || !packages) return undefined;
  return {
    ...{ services, ports, links, files, trees, certificateFiles, packages },
    certificate: to.certificate ?? { source: "release", sha256: "" },
    secrets: to.secrets ?? { ...from?.secrets, [privateKeyPath]: "" },
  };
}

function lossOf(machine = ""): (entry: readonly [string, string]) => string {
  return ([folder, what]) => `leaves ${folder} (${what}) on the machine ${machine}, as leaveDataOn says: a machine that tlsup made is deleted with it`;
}

function sentence({ unit, kind, ports, inPlaceOf }: UnitChange): string {
  const named = ports.length === 0 ? unit : `${unit} (${ports.length === 1 ? "port" : "ports"} ${enumerated(ports)})`;
  if (kind === "reloads") return `reloads ${named}: no connection is refused meanwhile`;
  if (kind === "stops") return `stops ${named}, unless something else on the host uses it`;
  const gap = "visitors may get errors until it answers, for as long as it takes to start";
  if (kind === "restarts") return `restarts ${named}: ${gap}`;
  return inPlaceOf.length === 0 ? `starts ${named}` : `starts ${named} in place of ${enumerated(inPlaceOf)}: ${gap}`;
}
