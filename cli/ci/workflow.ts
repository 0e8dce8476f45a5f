/** The forges that a workflow can be written for. */
export const forgeNames = ["github", "gitlab"] as const;
export type ForgeName = (typeof forgeNames)[number];

/** The settings of a workflow. Each is a name of letters, digits, `.`, `_`, `-` and `/`. */
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

/** The workflow of a stack: a preview of each proposed change, the change itself on the branch, and a nightly check. */
export function workflowOf(forge: ForgeName, settings: WorkflowSettings): WorkflowFile {
  return forge === "github" ? gitHubWorkflow(settings) : gitLabWorkflow(settings);
}

/** The repository's secrets that the jobs use. */
const secrets = [
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

function gitHubWorkflow({ stack, branch, folder }: WorkflowSettings): WorkflowFile {
  const job = (verb: string, lines: string): string => `
  ${verb}:
${lines.trimStart().replace(/^(?=.)/gm, "    ")}
    runs-on: ubuntu-24.04
    defaults:
      run:
        working-directory: ${folder}
    env:
      PULUMI_BACKEND_URL: \${{ vars.PULUMI_BACKEND_URL }}
${secrets.map((name) => `      ${name}: \${{ secrets.${name} }}`).join("\n")}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - uses: pulumi/actions@v6
      - run: npm ci
      - run: npx tlsup ci ${verb} ${stack}
${lines.includes(": write") ? writes : ""}`;
  const text = `# Written by \`tlsup ci init github\`. What the repository must hold for it is in tlsup's docs/ci.md.
name: tlsup ${stack}
on:
  pull_request:
  push:
    branches: ["${branch}"]
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:
permissions: {}
jobs:${job(
    "preview",
    `
# A run for a fork gets no secrets.
if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
environment: tlsup-preview
permissions:
  contents: read
  pull-requests: write`,
  )}${job(
    "apply",
    `
if: github.event_name == 'push'
environment: tlsup
permissions:
  contents: read
concurrency:
  group: tlsup-${stack}
  cancel-in-progress: false`,
  )}${job(
    "drift",
    `
if: github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'
environment: tlsup-preview
permissions:
  contents: read
  issues: write`,
  )}`;
  return { path: `.github/workflows/tlsup-${fileName(stack)}.yml`, text };
}

function gitLabWorkflow({ stack, branch, folder }: WorkflowSettings): WorkflowFile {
  const key = `tlsup-${fileName(stack)}`;
  const job = (verb: string, condition: string, more = ""): string => `
${key}-${verb}:
  extends: .${key}
  rules:
    - if: ${condition}
  script:
    - npx tlsup ci ${verb} ${stack}
${more}`;
  const text = `# Written by \`tlsup ci init gitlab\`. What the project must hold for it is in tlsup's docs/ci.md.
.${key}:
  image: pulumi/pulumi-nodejs:latest
  before_script:
    - cd ${folder}
    - npm ci
${job("preview", '$CI_PIPELINE_SOURCE == "merge_request_event"')}${job(
    "apply",
    `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${branch}"`,
    `  resource_group: ${key}\n`,
  )}${job("drift", '$CI_PIPELINE_SOURCE == "schedule"')}`;
  return { path: `.gitlab/${key}.yml`, text };
}

/** The name of an organisation's stack has slashes, which a file name cannot have. */
function fileName(stack: string): string {
  return stack.replaceAll("/", "-");
}
