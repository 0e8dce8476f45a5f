import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../support/environment";
import { median, table } from "./table";

const rounds = 21;

/** What one process measures: milliseconds for @pulumi/pulumi, which every program imports, then for tlsup. */
const program = `
const spent = (action) => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  action();
  const { user, system } = process.cpuUsage(before);
  return { elapsed: performance.now() - start, processor: (user + system) / 1000 };
};
console.log(JSON.stringify([spent(() => require("@pulumi/pulumi")), spent(() => require("tlsup"))]));
`;

interface Spent {
  readonly elapsed: number;
  /** Tells more than the clock on a machine that is busy. */
  readonly processor: number;
}

/** How long importing tlsup takes beyond what every Pulumi program imports. */
export async function benchImport(): Promise<string> {
  // The first read of a file is the disk's time.
  await importBoth();
  const runs: (readonly [Spent, Spent])[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await importBoth());
  const rows = [
    { what: "@pulumi/pulumi", seconds: runs.map(([pulumi]) => pulumi.elapsed / 1000) },
    { what: "@pulumi/pulumi, then tlsup", seconds: runs.map(([pulumi, tlsup]) => (pulumi.elapsed + tlsup.elapsed) / 1000) },
  ];
  const [elapsed, processor] = [median(runs.map(([, tlsup]) => tlsup.elapsed)), median(runs.map(([, tlsup]) => tlsup.processor))];
  return `${table("import, each time in a new process", rows)}\n  tlsup alone: ${elapsed.toFixed(0)} ms, of the processor's time ${processor.toFixed(0)} ms`;
}

async function importBoth(): Promise<readonly [Spent, Spent]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", program], { cwd: root });
  return JSON.parse(stdout) as [Spent, Spent];
}
