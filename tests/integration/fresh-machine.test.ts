import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { root } from "../support/environment";
import { Stack } from "../support/program";

const named = "name: fresh\nruntime: nodejs\n";

/** A machine, and the resource of tlsup's own that goes with it: enough for every question that a plugin is asked. */
const program = `import { Vps } from "tlsup";
export const { address } = new Vps("fresh", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
`;

/** A machine that has the program and its state, and no plugin of tlsup's installed. Automatic downloads are off, as for every test. */
describe("a machine that is new to a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-fresh-"));
  let stack: Stack;
  /** The vendors' stand-ins are there; tlsup's own plugin is not. */
  const fresh = (): NodeJS.ProcessEnv => {
    const home = mkdtempSync(join(folder, "home-"));
    const isOfAVendor = (path: string): boolean => !basename(path).startsWith("resource-tlsup-");
    // The plugins alone: the home's logs come and go while other tests run.
    cpSync(join(process.env.PULUMI_HOME ?? "", "plugins"), join(home, "plugins"), { recursive: true, filter: isOfAVendor });
    return { PULUMI_HOME: home };
  };

  beforeAll(async () => {
    // As npm lays it out: the repository's own link to itself would be followed without an end.
    mkdirSync(join(folder, "node_modules", "tlsup"), { recursive: true });
    const installed = readdirSync(join(root, "node_modules")).filter((name) => !name.startsWith("tlsup"));
    for (const name of installed) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    for (const name of ["package.json", "bin", "dist"]) symlinkSync(join(root, name), join(folder, "node_modules", "tlsup", name));
    writeFileSync(join(folder, "Pulumi.yaml"), named);
    writeFileSync(join(folder, "package.json"), '{ "name": "fresh", "private": true, "main": "index.ts" }\n');
    writeFileSync(
      join(folder, "tsconfig.json"),
      '{ "compilerOptions": { "strict": true, "target": "es2022", "module": "node16", "moduleResolution": "node16" } }\n',
    );
    writeFileSync(join(folder, "index.ts"), program);
    stack = await Stack.create("fresh", folder);
  });
  afterAll(() => stack.dispose());

  test("is told the lines of Pulumi.yaml that are missing, before anything is made, and with them everything works", async () => {
    const { code, output } = await stack.with(fresh()).run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    const [, lines] = /Add these lines to \S+Pulumi\.yaml:\n *\n((?:.*\n){4})/.exec(output) ?? [];
    expect(output).toContain("npx tlsup plugin install");
    expect(await stack.resources("tls:index/privateKey:PrivateKey")).toEqual([]);
    writeFileSync(join(folder, "Pulumi.yaml"), `${readFileSync(join(folder, "Pulumi.yaml"), "utf8")}${withoutIndent(lines ?? "")}`);
    await stack.with(fresh()).up();
    expect(await stack.resources("tlsup:index:HostKey")).toHaveLength(1);
  }, 240_000);

  test.each<[string, readonly string[]]>([
    ["refresh", ["refresh", "--yes", "--expect-no-changes"]],
    ["up", ["up", "--yes", "--skip-preview", "--expect-no-changes"]],
    ["destroy", ["destroy", "--yes", "--skip-preview"]],
  ])("does its first %s at the first try", async (_what, command) => {
    await stack.with(fresh()).expect(...command);
  });
});

/** Messages are indented where the engine shows them. */
function withoutIndent(lines: string): string {
  const all = lines.split("\n").filter((line) => line.trim() !== "");
  const [first = ""] = all;
  const indent = first.length - first.trimStart().length;
  return `${all.map((line) => line.slice(indent)).join("\n")}\n`;
}
