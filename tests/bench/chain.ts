import { checkChain } from "../../components";
import { chainCases, type ChainCase } from "./chain-cases";
import { chainReality } from "./chain-reality";
import { median } from "./table";

const rounds = 20;
/** What the check of one site may take: a preview has hundreds of other things to do. */
const budget = 5;

/** How many sites are really brought up: 300, or as many as CHAIN_SITES says. */
const sites = Number(process.env.CHAIN_SITES ?? 300);

/** How long the check of one site's chain takes, and whether it is right: what it says of sites that are then brought up, beside what visitors get. */
export async function benchChain(): Promise<string> {
  return `${speed()}\n\n${await chainReality(sites)}`;
}

/** Over combinations of everything that the check looks at. */
function speed(): string {
  const cases = chainCases(1000, 1);
  for (const each of cases) check(each);
  const spent = cases.map((each) => median(Array.from({ length: rounds }, () => timeOf(each))));
  const found = new Map<string, number>();
  for (const each of cases) for (const { code } of check(each)) found.set(code, (found.get(code) ?? 0) + 1);
  const worst = Math.max(...spent);
  return [
    `the check of one site's chain, ${cases.length} sites, each the median of ${rounds}: ` +
      `${median(spent).toFixed(3)} ms, at most ${worst.toFixed(3)} ms (${worst <= budget ? "within" : "beyond"} ${budget} ms)`,
    ...[...found].sort().map(([code, count]) => `  ${code.padEnd(24)} ${String(count).padStart(4)}`),
  ].join("\n");
}

function check({ site, facts }: ChainCase) {
  return checkChain(site, facts);
}

function timeOf(each: ChainCase): number {
  const start = performance.now();
  check(each);
  return performance.now() - start;
}
