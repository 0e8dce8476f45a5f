import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { root } from "../../support/environment";

const shipped = mkdtempSync(join(tmpdir(), "tlsup-scripts-"));
execFileSync(process.execPath, [join(root, "bin", "scripts.mjs"), shipped]);
afterAll(() => rmSync(shipped, { recursive: true }));

const scripts = readdirSync(shipped, { recursive: true, encoding: "utf8" }).filter((path) => extname(path) !== "");

/** What Python does with a text: all but its docstrings. */
const python = `import ast, sys
tree = ast.parse(sys.stdin.read())
for node in ast.walk(tree):
    if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
        del node.body[0]
print(ast.dump(tree))`;

/** What a script does, as its own language reads it. Its texts of several lines are scripts too, whose lines may be indented otherwise. */
function meaningOf(text: string, path: string): string {
  const options = { input: text, encoding: "utf8" } as const;
  return path.endsWith(".py")
    ? execFileSync("python3", ["-c", python], options)
    : execFileSync("bash", ["-c", 'eval "script() {\n$(cat)\n}"; declare -f script'], options).replaceAll(/^\s+/gm, "");
}

test.each(scripts)("%s is shipped without its comments and docstrings, and does the same", (path) => {
  const [source, text] = [join(root, "components"), shipped].map((folder) => readFileSync(join(folder, path), "utf8")) as [string, string];
  expect(meaningOf(text, path)).toBe(meaningOf(source, path));
  expect(text).not.toMatch(/^\s*#[^!]|^\w+\(\) [{(] #/m);
  // A body of a docstring alone keeps it.
  expect(text).not.toMatch(/^(\t*)"""(?:(?!""")[^])*"""\n+\1\S/m);
});
