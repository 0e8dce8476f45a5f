import type { HeldPort, Release } from "../common/release";

/** The parts of a release that decide what happens to its units. */
export type Units = Pick<Release, "services" | "ports" | "links" | "files" | "secrets" | "trees" | "certificate" | "certificateFiles">;

/** What happens to a unit when one release replaces another. */
export interface UnitChange {
  readonly unit: string;
  readonly kind: "starts" | "stops" | "reloads" | "restarts";
  /** The ports that it listens on. */
  readonly ports: readonly number[];
  /** The units that had some of these ports and stop: nothing listens in between. */
  readonly inPlaceOf: readonly string[];
}

/** What happens to each unit, by the same rules as on the host: see `settle` in agent/services.sh. */
export function unitChanges(to: Units, from: Units): UnitChange[] {
  const [before, after] = [unitsOf(from), unitsOf(to)];
  const stopped = before.filter((unit) => !after.includes(unit));
  return [
    ...stopped.map((unit): UnitChange => ({ unit, kind: "stops", ports: portsOf(unit, from.ports), inPlaceOf: [] })),
    ...after.flatMap((unit) => {
      const kind = changeOf(unit, to, from);
      if (kind === undefined) return [];
      const ports = portsOf(unit, to.ports);
      const inPlaceOf = stopped.filter((other) => portsOf(other, from.ports).some((port) => ports.includes(port)));
      return [{ unit, kind, ports, inPlaceOf }];
    }),
  ];
}

function changeOf(unit: string, to: Units, from: Units): UnitChange["kind"] | undefined {
  if (!unitsOf(from).includes(unit)) return "starts";
  const due = to.services.filter((service) => service.unit === unit && (service.when === undefined || !isSame(service.when, from, to)));
  if (due.length === 0) return undefined;
  return due.some(({ action }) => action === "restart") || isConfinedAnew(unit, from, to) ? "restarts" : "reloads";
}

function unitsOf({ services }: Units): string[] {
  return [...new Set(services.map(({ unit }) => unit))];
}

function portsOf(unit: string, ports: readonly HeldPort[]): number[] {
  return ports.filter((held) => held.unit === unit).map(({ port }) => port);
}

/** Whether everything below a path is the same in two releases. A value that is not known yet counts as different. */
function isSame(path: string, from: Units, to: Units): boolean {
  return JSON.stringify(contentOf(path, from)) === JSON.stringify(contentOf(path, to));
}

function contentOf(path: string, release: Units): unknown {
  const folder = path.replace(/\/$/, "");
  const isIn = (name: string): boolean => name === folder || name.startsWith(`${folder}/`);
  const { files, secrets, trees, certificate, certificateFiles } = release;
  const own = certificateFiles.filter((file) => isIn(file.path));
  return [
    ...Object.entries({ ...files, ...secrets }).filter(([name]) => isIn(name)),
    ...Object.entries(trees).flatMap(([name, { digest }]) => (isIn(name) ? [[name, digest]] : [])),
    ...own.map(({ path: name, parts, owner }) => [name, parts, owner]),
    // The host makes these files from the certificate, and also `tls` if it has a lineage.
    ...(own.length > 0 || folder === "tls" ? [certificate] : []),
  ]
    .map((part) => JSON.stringify(part))
    .sort();
}

/** Whether a unit's drop-ins have changed, which only a restart applies. */
function isConfinedAnew(unit: string, from: Units, to: Units): boolean {
  return JSON.stringify(dropInsOf(unit, from)) !== JSON.stringify(dropInsOf(unit, to));
}

function dropInsOf(unit: string, { links, files }: Units): unknown {
  const own = Object.entries(links).filter(([path]) => path.startsWith(`/etc/systemd/system/${unit}.d/`));
  return own.map(([path, target]) => [path, files[target]]).sort();
}
