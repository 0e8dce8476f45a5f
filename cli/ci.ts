import { Argument, InvalidArgumentError, type Command } from "commander";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isRange } from "../components/shared/address";
import { projectFile } from "../components/shared/execution/project-file";
import { hasErrors } from "../components/site/chain/codes";
import { lookAt } from "./check";
import { tellApply, tellDrift, tellPreview, tellRehearsal } from "./ci/publish";
import { apply, preview } from "./ci/run";
import { renderReport, type Outcome } from "./ci/report";
import { keepTokens, tellOwnToken, type TokenOptions } from "./ci/tokens";
import { forgeNames, workflowsOf, type ForgeName } from "./ci/workflow";
import { WithoutChain } from "./expected-chain";
import { checkExitCodes, CommandFailure, exitCodes, explain, looking } from "./failure";
import { missingCloud, type LocalCloud } from "./local-cloud";
import { findProgram, type Program } from "./pulumi";

/** `tlsup ci`. */
export function addCiCommands(program: Command, cloud: LocalCloud | undefined): void {
  const ci = program.command("ci").description("for pipelines: preview, rehearse and apply a change, and look each night");
  ci.command("init")
    .addArgument(new Argument("<forge>", "where the repository is").choices(forgeNames))
    .requiredOption("--stack <stack>", "the stack that the branch stands for", name)
    .option("--branch <branch>", "the branch whose state is applied", name, "main")
    .description("write the workflow for a stack of the program in this folder; a file that is there is left alone")
    .action((forge: ForgeName, options: { readonly stack: string; readonly branch: string }) => initialise(forge, options));
  ci.command("preview <stack>")
    .description("tell what would be changed, on the pull request that the run is about; exits with 1 when it would be refused")
    .action((stack: string) => previewStack(here(), stack));
  ci.command("rehearse <stack>")
    .description("rehearse the change without any secret, and tell what visitors would notice, as preview does; exits as `tlsup rehearse` does")
    .option("--base <ref>", "the commit to start from; by default the one where this branch left the main one")
    .option("--markdown <file>", "append the report to a file as well")
    .action((stack: string, options: RehearsalOptions) => looking(() => rehearseStack(here(), stack, options, cloud)));
  ci.command("apply <stack>")
    .description("change what is to be changed, then look at the site from outside; exits with 1 when either is not as it should be")
    .option("--no-refresh", "change only what is due, and leave what somebody changed by hand")
    .action((stack: string, { refresh }: { readonly refresh: boolean }) => applyStack(here(), stack, refresh, cloud));
  ci.command("drift <stack>")
    .description("look for what somebody changed by hand, and at the site from outside, and keep one issue of it; exits as `tlsup check` does")
    .action((stack: string) => looking(() => lookForDrift(here(), stack, cloud)));
  ci.command("tokens <stack>")
    .requiredOption("--folder <folder>", "where preview.token and apply.token are, outside of the repository")
    .option("--days <days>", "how long a new token is valid, 1 to 365", days, 90)
    .option("--from <ranges...>", "the only addresses that may use them, like 198.51.100.0/24; by default all may", ranges, [])
    .description("make Cloudflare tokens with only the rights that these jobs need; tell what the ones that are there lack, and have in excess")
    .action((stack: string, options: TokenOptions) => looking(() => tokens(here(), stack, options)));
}

async function tokens(program: Program, stack: string, options: TokenOptions): Promise<void> {
  if (!(await keepTokens(program, stack, options))) throw new CommandFailure("A token is not as it should be", checkExitCodes.findings);
}

function here(): Program {
  return { root: findProgram(process.cwd()), environment: process.env };
}

function name(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(value)) throw new InvalidArgumentError("It must consist of letters, digits, '.', '_', '-' and '/'.");
  return value;
}

function days(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value) || Number(value) > 365) throw new InvalidArgumentError("It must be a whole number from 1 to 365.");
  return Number(value);
}

function ranges(value: string, earlier: readonly string[]): readonly string[] {
  if (!isRange(value)) throw new InvalidArgumentError("It must be an address range like 198.51.100.0/24.");
  return [...earlier, value];
}

function initialise(forge: ForgeName, { stack, branch }: { readonly stack: string; readonly branch: string }): void {
  const program = findProgram(process.cwd());
  const repository = repositoryOf(program);
  const files = workflowsOf(forge, { stack, branch, folder: relative(repository, program) || "." }).map(({ path, text }) => ({
    path,
    text,
    file: join(repository, path),
  }));
  for (const { file, text } of files)
    if (existsSync(file) && readFileSync(file, "utf8") !== text)
      throw new Error(
        `Cannot write ${file} as it must not be there: somebody changed it, or it is of another version or program. Move it away, and take over what you need`,
      );
  for (const { file, text } of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const more = {
    github: `Commit them to \`${branch}\` and to the default branch: GitHub runs \`drift\` from there\n`,
    gitlab: `Include it in .gitlab-ci.yml:\n\ninclude:\n${files.map(({ path }) => `  - local: ${path}\n`).join("")}
Make a schedule for \`drift\` of \`${branch}\`: Build, Pipeline schedules\n`,
  };
  process.stdout.write(`The workflow is in:\n${files.map(({ file }) => `${file}\n`).join("")}${more[forge]}`);
}

/** The root of the repository that contains a folder, or else the folder itself. */
function repositoryOf(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, ".git"))) return candidate;
    if (candidate === dirname(candidate)) return folder;
  }
}

async function previewStack(program: Program, stack: string): Promise<void> {
  const outcome = await attempt(stack, async () => ({ preview: await preview(program, stack) }));
  await tellPreview(projectOf(program), outcome, program.environment);
  if (outcome.failure !== undefined || outcome.preview?.errors.length) throw new CommandFailure("The preview failed: see the report", exitCodes.failed);
}

interface RehearsalOptions {
  readonly base?: string;
  readonly markdown?: string;
}

async function rehearseStack(program: Program, stack: string, { base, markdown }: RehearsalOptions, cloud: LocalCloud | undefined): Promise<void> {
  if (!cloud) throw missingCloud("ci rehearse");
  const { report, isGood } = await cloud
    .rehearse(stack, base)
    .catch((error: unknown) => ({ report: renderReport("Rehearsal", { stack, failure: explain(error) }), isGood: undefined }));
  if (markdown !== undefined) appendFileSync(markdown, `${report}\n`);
  await tellRehearsal(projectOf(program), stack, report, program.environment);
  if (isGood === undefined) throw new CommandFailure("It could not be rehearsed: see the report", checkExitCodes.couldNotLook);
  if (!isGood) throw new CommandFailure("The change is not good: see the report", checkExitCodes.findings);
}

async function applyStack(program: Program, stack: string, refresh: boolean, cloud: LocalCloud | undefined): Promise<void> {
  const outcome = await attempt(stack, applying(program, stack, refresh), lookFromOutside(stack, cloud));
  tellApply(outcome, program.environment);
  if (outcome.failure !== undefined || hasErrors(outcome.findings ?? []))
    throw new CommandFailure("The change did not end well: see the report", exitCodes.failed);
}

async function lookForDrift(program: Program, stack: string, cloud: LocalCloud | undefined): Promise<void> {
  const outcome = await attempt(
    stack,
    async () => ({ preview: await preview(program, stack) }),
    lookFromOutside(stack, cloud),
    async () => ({ token: await tellOwnToken() }),
  );
  const { preview: drift, findings, token, failure } = outcome;
  const isWrong = failure !== undefined || [drift?.errors, drift?.changes, findings, token].some((problems) => Boolean(problems?.length));
  await tellDrift(projectOf(program), outcome, isWrong, program.environment);
  if (failure !== undefined) throw new CommandFailure("It could not be looked at: see the report", checkExitCodes.couldNotLook);
  if (isWrong) throw new CommandFailure(`${projectOf(program)}/${stack} is not as it should be: see the report`, checkExitCodes.findings);
}

type Step = () => Promise<Omit<Outcome, "stack">>;

function applying(program: Program, stack: string, refresh: boolean): Step {
  return async () => {
    await apply(program, stack, refresh);
    return {};
  };
}

function lookFromOutside(stack: string, cloud: LocalCloud | undefined): Step {
  return async () => {
    try {
      return { findings: (await lookAt(stack, cloud)).findings };
    } catch (error) {
      if (error instanceof WithoutChain) return { isWithoutChain: true };
      throw error;
    }
  };
}

/** The outcome of each step, or why it failed: one that fails takes nothing from the others. */
async function attempt(stack: string, ...steps: readonly Step[]): Promise<Outcome> {
  let outcome: Outcome = { stack };
  const failures = new Set<string>();
  for (const step of steps) {
    try {
      outcome = { ...outcome, ...(await step()) };
    } catch (error) {
      failures.add(explain(error));
    }
  }
  return failures.size === 0 ? outcome : { ...outcome, failure: [...failures].join("\n") };
}

function projectOf({ root }: Program): string {
  const file = projectFile(root) ?? root;
  const text = readFileSync(file, "utf8");
  return (file.endsWith(".json") ? (JSON.parse(text) as { name?: string }).name : /^name:\s*["']?([^\s"']+)/m.exec(text)?.[1]) ?? root;
}
