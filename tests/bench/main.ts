import { benchAcme } from "./acme";
import { benchFiles } from "./files";
import { benchServe } from "./serve";
import { benchPush } from "./push";
import { benchSite } from "./site";
import { benchSwap } from "./swap";
import { benchTestssl } from "./testssl";
import { benchUp } from "./up";

const benches: Readonly<Record<string, () => Promise<string>>> = { site: benchSite, up: benchUp, acme: benchAcme, push: benchPush, swap: benchSwap, files: benchFiles, serve: benchServe, testssl: benchTestssl };

/** `npm run bench [name]`: measures against a floor in the same run and prints a table. */
async function main([name]: readonly string[]): Promise<void> {
  const chosen = name === undefined ? Object.values(benches) : [benches[name]];
  for (const bench of chosen) {
    if (!bench) throw new Error(`Cannot measure as there is no bench of this name: current value is ${JSON.stringify(name)}. There is: ${Object.keys(benches).join(", ")}`);
    process.stdout.write(`${await bench()}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
