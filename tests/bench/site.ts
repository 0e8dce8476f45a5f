import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hostRuntime } from "../../localcloud/hosts/podman";
import { ensureHostImage } from "../../localcloud/image/image";
import { instanceAt } from "../../localcloud/instance";
import { root, shellEnvironment, tlsup } from "../support/environment";
import { localSite, Stack } from "../support/program";
import { table, timed, type Row } from "./table";

const rounds = 3;
const domain = "bench.example.test";

/**
 * From nothing deployed to a site that answers: `pulumi up --skip-preview` beside a shell script that does the same by hand, on the same
 * network, in turns. Then a run that changes nothing, beside that of an empty program.
 */
export async function benchSite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-bench-"));
  const cloud = join(folder, "cloud");
  tlsup(cloud, "local", "up");
  try {
    const environment = shellEnvironment(cloud);
    const stack = await Stack.create("bench", undefined, environment);
    await stack.configure({ site: localSite(domain) });
    const { hand, site } = await fromNothing(folder, cloud, stack);
    const { empty, unchanged } = await noChange(folder, environment, stack);
    await stack.dispose();
    return [table("From nothing to HTTPS, package installation included", [hand, site]), table("No change", [empty, unchanged])].join("\n\n");
  } finally {
    tlsup(cloud, "local", "reset");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fromNothing(folder: string, cloud: string, stack: Stack): Promise<{ hand: Row; site: Row }> {
  const image = await ensureHostImage(() => undefined);
  const { network } = instanceAt(cloud, 0);
  const hand: number[] = [];
  const site: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const work = join(folder, `hand-${round}`);
    mkdirSync(work);
    hand.push(await timed(() => promisify(execFile)(join(root, "tests", "bench", "by-hand.sh"), [image, network, `tlsup-bench-hand-${round}`, work, hostRuntime() ?? ""])));
    site.push(await timed(() => stack.up()));
    await stack.expect("destroy", "--yes", "--skip-preview");
  }
  await stack.up();
  return { hand: { what: "by hand: podman, ssh, openssl, apt", seconds: hand }, site: { what: "pulumi up --skip-preview", seconds: site } };
}

async function noChange(folder: string, environment: NodeJS.ProcessEnv, stack: Stack): Promise<{ empty: Row; unchanged: Row }> {
  const program = join(folder, "empty");
  mkdirSync(program);
  writeFileSync(join(program, "Pulumi.yaml"), "name: empty\nruntime: nodejs\n");
  writeFileSync(join(program, "package.json"), '{ "name": "empty", "main": "index.ts" }\n');
  writeFileSync(join(program, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "node16", "moduleResolution": "node16" } }\n');
  writeFileSync(join(program, "index.ts"), "export {};\n");
  symlinkSync(join(root, "node_modules"), join(program, "node_modules"));
  // Pulumi's default is to check the types at every run.
  const nothing = await Stack.create("empty", program, { ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "false" });
  await nothing.up();
  const empty: number[] = [];
  const unchanged: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await timed(() => nothing.up()));
    unchanged.push(await timed(() => stack.up("--expect-no-changes")));
  }
  await nothing.dispose();
  return { empty: { what: "an empty TypeScript program with Pulumi's defaults", seconds: empty }, unchanged: { what: "the whole site", seconds: unchanged } };
}
