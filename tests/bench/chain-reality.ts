import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkChain } from "../../components";
import { diagnosticsOf } from "../../cli/pulumi";
import { isProxied } from "../../components/edge/edges";
import { root, shellEnvironment } from "../support/environment";
import { everyRight, makeZone, status, visit, type Status } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";
import { batchSize, combinations, deployedAs, type Deployed } from "./chain-combinations";
import { tableOf, wrongOnes, type Verdict } from "./chain-verdicts";
import { withCloud } from "./cloud";

/**
 * Sites of at least `count` combinations, brought up in batches on a host for each kind of server: what visitors get, beside what the check says of
 * the settings.
 */
export function chainReality(count: number): Promise<string> {
  return withCloud(async (folder, cloud) => {
    const environment = shellEnvironment(cloud);
    const stack = await Stack.create("chain", programFolder(), environment);
    const authorities = join(folder, "authorities.pem");
    const local = status(cloud);
    const { roots } = local;
    writeFileSync(authorities, [roots.edge, roots.acme].map((file) => readFileSync(file, "utf8")).join(""));
    const zones = new Set<string>();
    const verdicts: Verdict[] = [];
    let former: readonly Deployed[] = [];
    for (const [batch, chosen] of combinations(Math.ceil(count / batchSize)).entries()) {
      const sites = await Promise.all(chosen.map((each, slot) => deployedAs(each, slot, batch, local)));
      for (const { zone } of sites) if (!zones.has(zone)) await makeZone(zone, environment);
      for (const { zone } of sites) zones.add(zone);
      for (const step of steps(former, sites)) {
        writeFileSync(join(stack.program, "sites.json"), JSON.stringify(step));
        // Several batches in five minutes make more requests than one token may.
        const batchStack = stack.with({ CLOUDFLARE_API_TOKEN: await everyRight(environment) });
        // A site that cannot be brought up is one that fails, and the others are brought up all the same.
        const { code, output } = await batchStack.run("up", "--yes", "--skip-preview", "--continue-on-error");
        if (code !== 0 && !/^Resources:/m.test(output)) throw new Error(`pulumi up failed with ${code} before it reached the sites:\n${output}`);
        if (code !== 0) process.stderr.write(`${diagnosticsOf({ output }) ?? output}\n`);
      }
      former = sites;
      const { addresses } = (await stack.outputs()) as { readonly addresses: Readonly<Record<string, string>> };
      const visitor = { ...local, roots: { ...roots, edge: authorities } };
      const seen = await Promise.all(sites.map((each) => verdictOf(each, visitor, addresses[each.host] ?? "")));
      verdicts.push(...seen);
      process.stderr.write([`${verdicts.length} sites`, ...wrongOnes(seen), ""].join("\n"));
    }
    await stack.dispose();
    return tableOf(verdicts);
  });
}

/** What is brought up in turn: a name that led straight to its host is locked down once no visitor is led there, else the run is refused. */
function steps(former: readonly Deployed[], sites: readonly Deployed[]): readonly (readonly Deployed[])[] {
  const straight = former.filter(({ site }) => !isProxied(site.proxy)).map(({ name }) => name);
  const isFirst = ({ name, site }: Deployed): boolean => site.lockdown === true && straight.includes(name);
  return sites.some(isFirst) ? [sites.map((each) => (isFirst(each) ? { ...each, site: { ...each.site, lockdown: false } } : each)), sites] : [sites];
}

function programFolder(): string {
  const folder = repositoryProgram();
  rmSync(join(folder, "index.ts"));
  symlinkSync(join(root, "tests", "bench", "chain-program.ts"), join(folder, "index.ts"));
  mkdirSync(join(folder, "site"));
  writeFileSync(join(folder, "site", "index.html"), "<!doctype html><title>Fine</title>");
  return folder;
}

/** A visitor's browser follows redirects and remembers HSTS. */
async function verdictOf(deployed: Deployed, local: Status, address: string): Promise<Verdict> {
  const { site, facts } = deployed;
  const at = isProxied(site.proxy) ? local : { ...local, edge: { address } };
  const names = [site.domain, ...(site.aliases ?? []).map(({ name }) => name)];
  const resolve = [80, 443].flatMap((port) => ["--resolve", `*:${port}:${at.edge.address}`]);
  const seenOf = async (url: string): Promise<string> =>
    visit(url, at, ...resolve, "--location", "--max-redirs", "10", "--hsts", "").then(
      ({ headers, body }) => [...`${headers}\n${body}`.matchAll(/^HTTP\/1\.1 (\d+)/gm)].at(-1)?.[1] ?? "nothing",
      (error: unknown) => `curl's code ${String((error as { readonly code?: unknown }).code)}`,
    );
  /** The worst that visitors of any of the site's names get. */
  const seen = async (scheme: string): Promise<string> => {
    const all = await Promise.all(names.map((name) => seenOf(`${scheme}://${name}/`)));
    return all.find((each) => each !== "200") ?? "200";
  };
  const [https, http] = [await seen("https"), await seen("http")];
  return { deployed, findings: checkChain(site, facts), https, http };
}
