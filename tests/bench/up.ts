import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shellEnvironment } from "../support/environment";
import { connectionsTo } from "../support/local-cloud";
import { linkSdks, localSite, Stack } from "../support/program";
import { withCloud } from "./cloud";
import { table, timed, type Row } from "./table";

const rounds = 7;

/** A run that changes nothing of the whole site, beside those of programs that have nothing, in turns; and how often it connects to the host. */
export function benchUp(): Promise<string> {
  return withCloud(async (folder, cloud) => {
    const environment = shellEnvironment(cloud);
    const stack = await Stack.create("bench", undefined, environment);
    await stack.configure({ site: localSite("bench.example.test") });
    await stack.up();
    const { address } = await stack.outputs();
    const before = connectionsTo(String(address), cloud);
    const rows = await noChange(folder, environment, stack);
    const connections = connectionsTo(String(address), cloud) - before;
    await stack.dispose();
    return `${table("pulumi up --skip-preview, no change", rows)}\n  connections to the host in all ${rounds} runs of the site: ${connections}`;
  });
}

/** Empty programs, the first with what Pulumi does by default: it checks the types at every run. */
const empty = {
  "an empty TypeScript program with Pulumi's defaults": { file: "index.ts", text: "export {};\n", options: "" },
  "the same that imports @pulumi/pulumi, as `pulumi new typescript` makes it": {
    file: "index.ts",
    text: 'import * as pulumi from "@pulumi/pulumi";\n',
    options: "",
  },
  "an empty compiled program": { file: "index.js", text: "", options: "  options: { typescript: false }\n" },
} as const;

/** Runs without a change, in turns: those of empty programs, then the one of a stack that is up. */
export async function noChange(folder: string, environment: NodeJS.ProcessEnv, stack: Stack): Promise<Row[]> {
  const programs = [];
  for (const [what, { file, text, options }] of Object.entries(empty)) {
    const program = join(folder, `empty-${programs.length}`);
    mkdirSync(program);
    writeFileSync(join(program, "Pulumi.yaml"), `name: empty-${programs.length}\nruntime:\n  name: nodejs\n${options}`);
    writeFileSync(join(program, "package.json"), JSON.stringify({ name: "empty", main: file }));
    writeFileSync(
      join(program, "tsconfig.json"),
      '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "node16", "moduleResolution": "node16" } }\n',
    );
    writeFileSync(join(program, file), text);
    linkSdks(program);
    const nothing = await Stack.create("empty", program, { ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "false" });
    await nothing.up();
    programs.push({ what, stack: nothing, seconds: [] as number[] });
  }
  const site = { what: "the whole site", stack, seconds: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const each of [...programs, site]) each.seconds.push(await timed(() => each.stack.up("--expect-no-changes")));
  }
  for (const each of programs) await each.stack.dispose();
  return [...programs, site];
}
