import { quote } from "../../components/shared/shell";

/** The forges that a workflow can be written for. */
export const forgeNames = ["github", "gitlab"] as const;
export type ForgeName = (typeof forgeNames)[number];

/** The settings of a workflow. Each but the folder is a name of letters, digits, `.`, `_`, `-` and `/`. */
export interface WorkflowSettings {
  readonly stack: string;
  /** The branch whose state is applied. */
  readonly branch: string;
  /** The program's folder in its repository, `.` for its root. */
  readonly folder: string;
}

/** A file to write, by its path in the repository. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
}

/** The workflow files of a stack: a preview and a rehearsal of each proposed change, the change itself on the branch, and at night a check, and what is due. */
export function workflowsOf(forge: ForgeName, settings: WorkflowSettings): readonly WorkflowFile[] {
  return forge === "github" ? gitHubWorkflows(settings) : [gitLabWorkflow(settings)];
}

/** The repository's secrets that the jobs use. */
const secrets = [
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "DIGITALOCEAN_TOKEN",
  "HCLOUD_TOKEN",
  "LINODE_TOKEN",
  "CLOUDFLARE_API_TOKEN",
] as const;

/** For a step that writes on a pull request or an issue. */
const writes = `        env:
          GITHUB_TOKEN: \${{ github.token }}
`;

const setUpNode = `      - uses: actions/setup-node@v5
        with:
          node-version: 24
`;

/** Whether a folder means itself to YAML and to a shell. */
const isPlain = (folder: string): boolean => /^[\w.][\w./-]*$/.test(folder);
/** A path in YAML, which reads JSON too. */
const inYaml = (folder: string, path = folder): string => (isPlain(folder) ? path : JSON.stringify(path));

const workingIn = (folder: string): string => `    defaults:
      run:
        working-directory: ${inYaml(folder)}
`;

const install = "apt-get update && apt-get install --yes --no-install-recommends";

/** GitHub disables a file with a schedule, with all its jobs, when nothing happens in a public repository: so the nightly job has one of its own. */
function gitHubWorkflows({ stack, branch, folder }: WorkflowSettings): readonly WorkflowFile[] {
  // GitHub runs a schedule on the default branch alone.
  const atBranch = `        with:\n          ref: "${branch}"\n`;
  const name = `tlsup-${fileName(stack)}`;
  const job = (verb: string, lines: string, environment = "", options = ""): string => `
  ${verb}:
${lines.trimStart().replace(/^(?=.)/gm, "    ")}
    runs-on: ubuntu-24.04
${workingIn(folder)}    env:
      PULUMI_BACKEND_URL: \${{ vars.PULUMI_BACKEND_URL }}
${secrets.map((secret) => `      ${secret}: \${{ secrets.${secret} }}`).join("\n")}
${environment}    steps:
      - uses: actions/checkout@v5
${verb === "drift" ? atBranch : ""}${setUpNode}      - uses: pulumi/actions@v6
      - run: npm ci
      - run: npx tlsup ci ${verb} ${stack}${options}
${lines.includes(": write") ? writes : ""}`;
  const file = (suffix: string, occasions: string, jobs: string): WorkflowFile => ({
    path: `.github/workflows/${name}${suffix}.yml`,
    text: `# Written by \`tlsup ci init github\`. What the repository must hold for it is in tlsup's docs/ci.md.
name: tlsup ${stack}${suffix.replace("-", " ")}
on:
${occasions}
permissions: {}
jobs:${jobs}`,
  });
  const changes = `${job(
    "preview",
    `
# A run for a fork, or of Dependabot, gets no secrets.
if: >-
  github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
  && github.actor != 'dependabot[bot]'
environment: tlsup-preview
permissions:
  contents: read
  pull-requests: write`,
  )}${gitHubRehearsal(stack, folder)}${job(
    "apply",
    `
if: github.ref == 'refs/heads/${branch}'
environment: tlsup
permissions:
  contents: read
concurrency:
  group: tlsup-${stack}
  cancel-in-progress: false`,
    "      OPTIONS: ${{ inputs.due && '--no-refresh' || '' }}\n",
    " $OPTIONS",
  )}`;
  const night = `${job(
    "drift",
    `
environment: tlsup-preview
permissions:
  contents: read
  issues: write`,
  )}
  renew:
    # What is due is a change for \`drift\`. The job \`apply\` makes it, on the branch, with what protects its environment.
    needs: drift
    if: failure()
    permissions:
      actions: write
    runs-on: ubuntu-24.04
    steps:
      - run: gh workflow run ${name}.yml --ref ${branch} -f due=true --repo "$GITHUB_REPOSITORY"
${writes}`;
  return [
    file(
      "",
      `  pull_request:
    branches: ["${branch}"]
  push:
    branches: ["${branch}"]
  workflow_dispatch:
    inputs:
      due:
        description: only what is due, and nothing that somebody changed by hand
        type: boolean
        default: false`,
      changes,
    ),
    file(
      "-drift",
      `  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:`,
      night,
    ),
  ];
}

/** A job with other rights and another system than the rest. The base branch is a variable of the shell, as anyone may choose its name. */
function gitHubRehearsal(stack: string, folder: string): string {
  return `
  rehearse:
    # It needs no secrets, so it also runs for a fork, whose token cannot comment: the report is then in the summary of the run.
    if: github.event_name == 'pull_request'
    permissions:
      contents: read
      pull-requests: write
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    # The local cloud needs Debian and root, and boots its machines in containers.
    container:
      image: debian:13
      options: --privileged --cgroupns=host --volume /sys/fs/cgroup:/sys/fs/cgroup
${workingIn(folder)}    steps:
      - run: ${install} ca-certificates curl git
        working-directory: /
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - run: git config --global --add safe.directory "$GITHUB_WORKSPACE"
${setUpNode}      - uses: actions/setup-go@v6
        with:
          go-version: stable
          cache: false
      - uses: actions/cache@v4
        with:
          path: ~/.cache/tlsup
          key: tlsup-\${{ hashFiles('**/package-lock.json') }}
      - run: npm ci
      - run: npx tlsup ci rehearse ${stack} --base "origin/$GITHUB_BASE_REF" --markdown rehearsal.md
${writes}      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: rehearsal-${fileName(stack)}
          path: ${inYaml(folder, `${folder}/rehearsal.md`)}
`;
}

function gitLabWorkflow({ stack, branch, folder }: WorkflowSettings): WorkflowFile {
  const key = `tlsup-${fileName(stack)}`;
  const job = (verb: string, condition: string, more = "", options = ""): string => `
${key}-${verb}:
  extends: .${key}
  rules:
    - if: ${condition}
  script:
    - npx tlsup ci ${verb} ${stack}${options}
${more}`;
  const begin = `    - ${inYaml(folder, `cd ${isPlain(folder) ? folder : quote(folder)}`)}\n    - npm ci\n`;
  const applies = `  environment:\n    name: tlsup\n  resource_group: ${key}\n`;
  const looks = "  environment:\n    name: tlsup-preview\n    action: access\n";
  const ofBranch = `$CI_COMMIT_BRANCH == "${branch}"`;
  const nightly = `$CI_PIPELINE_SOURCE == "schedule" && ${ofBranch}`;
  const proposed = `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${branch}"`;
  const text = `# Written by \`tlsup ci init gitlab\`. What the project must hold for it is in tlsup's docs/ci.md.
.${key}:
  image: pulumi/pulumi-nodejs:latest
  before_script:
${begin}${job("preview", proposed, looks)}${job(
    "rehearse",
    proposed,
    `  # The local cloud needs Debian, root and Go, and a runner that is privileged: it boots its machines in containers.
  image: golang:1.26-trixie
  variables:
    GIT_DEPTH: "0"
  before_script:
    - ${install} nodejs npm
${begin}  artifacts:
    when: always
    paths:
      - rehearsal.md
`,
    ' --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --markdown "$CI_PROJECT_DIR/rehearsal.md"',
  )}${job("apply", `$CI_PIPELINE_SOURCE =~ /^(push|web)$/ && ${ofBranch}`, applies)}${job("drift", nightly, looks)}
${key}-renew:
  extends: ${key}-apply
  # What is due is a change for \`drift\`.
  rules:
    - if: ${nightly}
      when: on_failure
  needs:
    - ${key}-drift
  script:
    - npx tlsup ci apply ${stack} --no-refresh
`;
  return { path: `.gitlab/${key}.yml`, text };
}

/** The name of an organisation's stack has slashes, which a file name cannot have. */
function fileName(stack: string): string {
  return stack.replaceAll("/", "-");
}
