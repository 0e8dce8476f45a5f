import { parse } from "yaml";
import { quote } from "../../../../components/shared/shell";
import { workflowsOf, type WorkflowSettings } from "../../../../cli/ci/workflow";
import { expectGolden } from "../../../support/golden";

const settings = { stack: "production", branch: "main", folder: "." };

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly concurrency?: object;
  readonly permissions: object;
  readonly steps: readonly { readonly uses?: string; readonly with?: { readonly ref?: string }; readonly run?: string; readonly env?: object }[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textsOf = (forge: "github" | "gitlab", changed: Partial<WorkflowSettings> = {}): string[] =>
  workflowsOf(forge, { ...settings, ...changed }).map(({ text }) => text);
const atGitHub = (changed?: Partial<WorkflowSettings>): Workflow[] => textsOf("github", changed).map((text) => parse(text) as Workflow);
const jobsOf = (changed?: Partial<WorkflowSettings>): Workflow["jobs"] => Object.assign({}, ...atGitHub(changed).map(({ jobs }) => jobs)) as Workflow["jobs"];
const atGitLab = (changed?: Partial<WorkflowSettings>): unknown => parse(textsOf("gitlab", changed).join(""));
const commandOf = (job?: Job): string | undefined => job?.steps.flatMap(({ run }) => run ?? []).at(-1);

describe("a workflow", () => {
  test("for GitHub", () => {
    const [main = "", nightly = "", ...more] = textsOf("github");
    expect(more).toEqual([]);
    expectGolden("ci-github.yml", main);
    expectGolden("ci-github-drift.yml", nightly);
  });
  test("for GitLab", () => expectGolden("ci-gitlab.yml", textsOf("gitlab").join("")));

  test("of GitHub that has a schedule has no other occasion but a manual run, as GitHub disables all of its jobs when a repository rests", () => {
    expect(atGitHub().map(({ on }) => Object.keys(on))).toEqual([
      ["pull_request", "push", "workflow_dispatch"],
      ["schedule", "workflow_dispatch"],
    ]);
  });

  test("of GitHub applies a push and a manual run of the branch, and each night by such a run, with its environment and its queue, what is due", () => {
    const { apply, renew } = jobsOf({ branch: "release/2" });
    expect(apply).toMatchObject({ if: "github.ref == 'refs/heads/release/2'", environment: "tlsup", concurrency: { group: "tlsup-production" } });
    expect(commandOf(apply)).toBe("npx tlsup ci apply production $OPTIONS");
    expect(renew).toMatchObject({ needs: "drift", if: "failure()", permissions: { actions: "write" } });
    expect(renew).not.toHaveProperty("environment");
    expect(commandOf(renew)).toBe('gh workflow run tlsup-production.yml --ref release/2 -f due=true --repo "$GITHUB_REPOSITORY"');
    expect(JSON.stringify(renew)).not.toContain("secrets.");
    expect(atGitHub()[0]?.on.workflow_dispatch).toMatchObject({ inputs: { due: { type: "boolean", default: false } } });
  });

  test("of GitLab does the same: a push and a manual pipeline apply, and each night the same queue and environment what is due", () => {
    const { "tlsup-production-apply": apply, "tlsup-production-renew": renew } = atGitLab() as Record<string, object>;
    expect(apply).toMatchObject({
      environment: { name: "tlsup" },
      resource_group: "tlsup-production",
      rules: [{ if: '$CI_PIPELINE_SOURCE =~ /^(push|web)$/ && $CI_COMMIT_BRANCH == "main"' }],
    });
    expect(renew).toEqual({
      extends: "tlsup-production-apply",
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "main"', when: "on_failure" }],
      needs: ["tlsup-production-drift"],
      script: ["npx tlsup ci apply production --no-refresh"],
    });
  });

  test("of a stack in an organisation, in a folder of a repository, has names that the forges take", () => {
    const changed = { stack: "acme/production", branch: "trunk", folder: "infra" };
    expect((["github", "gitlab"] as const).flatMap((forge) => workflowsOf(forge, changed)).map(({ path }) => path)).toEqual([
      ".github/workflows/tlsup-acme-production.yml",
      ".github/workflows/tlsup-acme-production-drift.yml",
      ".gitlab/tlsup-acme-production.yml",
    ]);
    const [[github = ""], [gitlab = ""]] = [textsOf("github", changed), textsOf("gitlab", changed)];
    expect(Object.keys(parse(gitlab) as object)).toEqual([
      ".tlsup-acme-production",
      "tlsup-acme-production-preview",
      "tlsup-acme-production-rehearse",
      "tlsup-acme-production-apply",
      "tlsup-acme-production-drift",
      "tlsup-acme-production-renew",
    ]);
    expect(github).toContain("working-directory: infra\n");
    expect(github).toContain("run: npx tlsup ci apply acme/production $OPTIONS\n");
    expect(gitlab).toContain('$CI_COMMIT_BRANCH == "trunk"');
  });

  test.each(["my site", "@site", "[site]", "it's: a site #1"])("of a program in the folder %j is one that the forge can read, and enters it", (folder) => {
    const { renew, ...jobs } = jobsOf({ folder }) as Record<string, Job & { defaults: object }>;
    expect(commandOf(renew)).toMatch(/^gh /);
    for (const { defaults } of Object.values(jobs)) expect(defaults).toEqual({ run: { "working-directory": folder } });
    expect(jobs.rehearse?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"))?.with).toMatchObject({ path: `${folder}/rehearsal.md` });
    const gitlab = atGitLab({ folder }) as Record<string, { readonly before_script?: readonly string[] }>;
    const entering = Object.values(gitlab).flatMap((job) => job.before_script?.filter((line) => line.startsWith("cd ")) ?? []);
    expect(new Set(entering)).toEqual(new Set([`cd ${quote(folder)}`]));
  });

  test("for a branch that is not the default one looks at that branch each night, and only at what is proposed for it", () => {
    const gitlab = atGitLab({ branch: "release/2" });
    expect(atGitHub({ branch: "release/2" })[0]?.on).toMatchObject({ pull_request: { branches: ["release/2"] }, push: { branches: ["release/2"] } });
    const refs = Object.entries(jobsOf({ branch: "release/2" })).map(([name, { steps }]) => [
      name,
      steps.find(({ uses }) => uses?.startsWith("actions/checkout@"))?.with?.ref,
    ]);
    expect(Object.fromEntries(refs)).toEqual({ preview: undefined, rehearse: undefined, apply: undefined, drift: "release/2", renew: undefined });
    const rules = Object.entries(gitlab as Record<string, { readonly rules?: readonly { readonly if: string }[] }>).map(([name, job]) => [
      name.replace("tlsup-production-", ""),
      job.rules?.map((rule) => rule.if),
    ]);
    const proposed = ['$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "release/2"'];
    expect(Object.fromEntries(rules)).toMatchObject({
      preview: proposed,
      rehearse: proposed,
      drift: ['$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "release/2"'],
    });
  });

  test("gives each job of GitHub the rights that it needs, and a token to those alone that write", () => {
    const rights = Object.fromEntries(
      Object.entries(jobsOf()).map(([name, { permissions, steps }]) => [name, { permissions, writes: steps.some((step) => "env" in step) }]),
    );
    expect(rights).toEqual({
      preview: { permissions: { contents: "read", "pull-requests": "write" }, writes: true },
      rehearse: { permissions: { contents: "read", "pull-requests": "write" }, writes: true },
      apply: { permissions: { contents: "read" }, writes: false },
      drift: { permissions: { contents: "read", issues: "write" }, writes: true },
      renew: { permissions: { actions: "write" }, writes: true },
    });
  });

  test("passes each job of GitHub that runs the program, but the rehearsal, what logs in to Pulumi Cloud", () => {
    const { rehearse, renew, ...others } = jobsOf() as Record<string, Job & { readonly env?: object }>;
    expect([rehearse?.env, renew?.env]).toEqual([undefined, undefined]);
    for (const { env } of Object.values(others)) expect(env).toMatchObject({ PULUMI_ACCESS_TOKEN: "${{ secrets.PULUMI_ACCESS_TOKEN }}" });
  });

  test("gives each job of GitLab the variables of its environment, and the rehearsal those of none", () => {
    const jobs = atGitLab() as Record<string, { readonly environment?: object }>;
    const environments = Object.fromEntries(Object.entries(jobs).map(([name, { environment }]) => [name.replace("tlsup-production-", ""), environment]));
    const looks = { name: "tlsup-preview", action: "access" };
    // `renew` extends `apply`.
    expect(environments).toEqual({
      ".tlsup-production": undefined,
      preview: looks,
      rehearse: undefined,
      apply: { name: "tlsup" },
      drift: looks,
      renew: undefined,
    });
  });

  test("previews at GitHub nothing that gets no secrets: of a fork, or of Dependabot", () => {
    const itself = "github.event.pull_request.head.repo.full_name == github.repository";
    expect(jobsOf().preview?.if).toBe(`github.event_name == 'pull_request' && ${itself} && github.actor != 'dependabot[bot]'`);
  });

  test("rehearses what a fork proposes as well, with no secret of the repository", () => {
    const jobs = jobsOf();
    expect(jobs.rehearse?.if).toBe("github.event_name == 'pull_request'");
    expect(JSON.stringify(jobs.rehearse)).not.toMatch(/secrets\.|environment/);
  });
});
