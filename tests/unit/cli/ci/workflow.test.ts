import { parse } from "yaml";
import { quote } from "../../../../components/shared/shell";
import { workflowOf } from "../../../../cli/ci/workflow";
import { expectGolden } from "../../../support/golden";

const settings = { stack: "production", branch: "main", folder: "." };

interface Job {
  readonly if?: string;
  readonly permissions: object;
  readonly steps: readonly { readonly uses?: string; readonly with?: { readonly ref?: string }; readonly run?: string; readonly env?: object }[];
}

describe("a workflow", () => {
  test("for GitHub", () => expectGolden("ci-github.yml", workflowOf("github", settings).text));
  test("for GitLab", () => expectGolden("ci-gitlab.yml", workflowOf("gitlab", settings).text));

  test("of a stack in an organisation, in a folder of a repository, has names that the forges take", () => {
    const changed = { stack: "acme/production", branch: "trunk", folder: "infra" };
    const [github, gitlab] = [workflowOf("github", changed), workflowOf("gitlab", changed)];
    expect([github.path, gitlab.path]).toEqual([".github/workflows/tlsup-acme-production.yml", ".gitlab/tlsup-acme-production.yml"]);
    expect(Object.keys(parse(gitlab.text) as object)).toEqual([
      ".tlsup-acme-production",
      "tlsup-acme-production-preview",
      "tlsup-acme-production-rehearse",
      "tlsup-acme-production-apply",
      "tlsup-acme-production-drift",
    ]);
    expect(github.text).toContain("working-directory: infra\n");
    expect(github.text).toContain("run: npx tlsup ci apply acme/production\n");
    expect(gitlab.text).toContain('$CI_COMMIT_BRANCH == "trunk"');
  });

  test.each(["my site", "@site", "[site]", "it's: a site #1"])("of a program in the folder %j is one that the forge can read, and enters it", (folder) => {
    const { jobs } = parse(workflowOf("github", { ...settings, folder }).text) as { jobs: Record<string, Job & { defaults: object }> };
    for (const { defaults } of Object.values(jobs)) expect(defaults).toEqual({ run: { "working-directory": folder } });
    expect(jobs.rehearse?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"))?.with).toMatchObject({ path: `${folder}/rehearsal.md` });
    const gitlab = parse(workflowOf("gitlab", { ...settings, folder }).text) as Record<string, { readonly before_script?: readonly string[] }>;
    const entering = Object.values(gitlab).flatMap((job) => job.before_script?.filter((line) => line.startsWith("cd ")) ?? []);
    expect(new Set(entering)).toEqual(new Set([`cd ${quote(folder)}`]));
  });

  test("for a branch that is not the default one looks at that branch each night, and only at what is proposed for it", () => {
    const [github, gitlab] = (["github", "gitlab"] as const).map((forge) => parse(workflowOf(forge, { ...settings, branch: "release/2" }).text) as unknown);
    const { on, jobs } = github as { on: object; jobs: Record<string, Job> };
    expect(on).toMatchObject({ pull_request: { branches: ["release/2"] }, push: { branches: ["release/2"] } });
    const refs = Object.entries(jobs).map(([name, { steps }]) => [name, steps.find(({ uses }) => uses?.startsWith("actions/checkout@"))?.with?.ref]);
    expect(Object.fromEntries(refs)).toEqual({ preview: undefined, rehearse: undefined, apply: undefined, drift: "release/2" });
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
    const { jobs } = parse(workflowOf("github", settings).text) as { jobs: Record<string, Job> };
    const rights = Object.fromEntries(
      Object.entries(jobs).map(([name, { permissions, steps }]) => [name, { permissions, writes: steps.some((step) => "env" in step) }]),
    );
    expect(rights).toEqual({
      preview: { permissions: { contents: "read", "pull-requests": "write" }, writes: true },
      rehearse: { permissions: { contents: "read", "pull-requests": "write" }, writes: true },
      apply: { permissions: { contents: "read" }, writes: false },
      drift: { permissions: { contents: "read", issues: "write" }, writes: true },
    });
  });

  test("passes each job of GitHub but the rehearsal what logs in to the state's backend, which by default is Pulumi Cloud", () => {
    const { jobs } = parse(workflowOf("github", settings).text) as { jobs: Record<string, Job & { readonly env?: object }> };
    const { rehearse, ...others } = jobs;
    expect(rehearse?.env).toBeUndefined();
    for (const { env } of Object.values(others)) expect(env).toMatchObject({ PULUMI_ACCESS_TOKEN: "${{ secrets.PULUMI_ACCESS_TOKEN }}" });
  });

  test("gives each job of GitLab the variables of its environment, and the rehearsal those of none", () => {
    const jobs = parse(workflowOf("gitlab", settings).text) as Record<string, { readonly environment?: object }>;
    const environments = Object.fromEntries(Object.entries(jobs).map(([name, { environment }]) => [name.replace("tlsup-production-", ""), environment]));
    const looks = { name: "tlsup-preview", action: "access" };
    expect(environments).toEqual({ ".tlsup-production": undefined, preview: looks, rehearse: undefined, apply: { name: "tlsup" }, drift: looks });
  });

  test("rehearses what a fork proposes as well, with no secret of the repository", () => {
    const { jobs } = parse(workflowOf("github", settings).text) as { jobs: Record<string, Job> };
    expect(jobs.rehearse?.if).toBe("github.event_name == 'pull_request'");
    expect(JSON.stringify(jobs.rehearse)).not.toMatch(/secrets\.|environment/);
  });
});
