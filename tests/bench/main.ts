import { benchAcme } from "./acme";
import { benchChain } from "./chain";
import { benchFiles } from "./files";
import { benchFleet } from "./fleet";
import { benchImport } from "./import";
import { benchServe } from "./serve";
import { benchPush } from "./push";
import { runBenches, type Benches } from "./run";
import { benchSite } from "./site";
import { benchSwap } from "./swap";
import { benchTestssl } from "./testssl";
import { benchUp } from "./up";
import { benchYear } from "./year";

const benches: Benches = {
  import: benchImport,
  chain: benchChain,
  site: benchSite,
  up: benchUp,
  acme: benchAcme,
  push: benchPush,
  fleet: benchFleet,
  swap: benchSwap,
  files: benchFiles,
  serve: benchServe,
  testssl: benchTestssl,
  year: benchYear,
};

/** `npm run bench [name]`: measures against a floor in the same run and prints a table. */
async function main([name]: readonly string[]): Promise<void> {
  const one = name === undefined ? undefined : benches[name];
  if (name !== undefined && !one)
    throw new Error(`Cannot measure as there is no bench of this name: current value is ${JSON.stringify(name)}. There is: ${Object.keys(benches).join(", ")}`);
  const failed = await runBenches(name !== undefined && one ? { [name]: one } : benches, (line) => void process.stdout.write(`${line}\n`));
  if (failed.length > 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
