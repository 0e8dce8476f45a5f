import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/environment";
import { edit } from "../../support/examples";
import type { Stack } from "../../support/program";
import { testSite } from "../../support/site-example";

/** Makes the example a program of its own that is compiled beforehand, as ES modules or as CommonJS. */
function compile(program: string, type: "module" | "commonjs"): void {
  writeFileSync(join(program, "package.json"), JSON.stringify({ name: "site", private: true, type, main: "index.js" }));
  execFileSync(join(root, "node_modules", ".bin", "tsc"), ["--ignoreConfig", "--module", "node16", "--target", "es2022", "--noCheck", "index.ts"], {
    cwd: program,
  });
}

/** Installs this package for the program as `npm install` of a folder does. */
function install(program: string): void {
  mkdirSync(join(program, "node_modules"));
  symlinkSync(root, join(program, "node_modules", "tlsup"));
  symlinkSync(join(root, "node_modules", "@pulumi"), join(program, "node_modules", "@pulumi"));
}

describe("a site in TypeScript", () => {
  testSite(
    {
      folder: "site-typescript",
      domain: "typescript.example.test",
      greeting: "Hello from TypeScript",
      faulty: {
        file: "index.ts",
        replacements: {
          'config.require("domain")': '"../../tmp/x" as string',
          '"fra1"': '"Frankfurt 1"',
          '"ecdsa-p256"': '"ecdsa-p256", days: 0',
          '"nginx"': '"nginx", healthPath: "health"',
          "{ GREETING:": '{ "1 GREETING":',
        },
      },
    },
    (stack: () => Stack) => {
      test.each(["commonjs", "module"] as const)("changes nothing when it is compiled beforehand, with the type %s", async (type) => {
        const { program } = stack();
        if (type === "commonjs") install(program);
        compile(program, type);
        expect(readFileSync(join(program, "index.js"), "utf8")).toContain(type === "module" ? "import { HttpsSite }" : 'require("tlsup")');
        if (type === "commonjs") edit(join(program, "Pulumi.yaml"), { "main: index.ts": "main: index.js" });
        await stack().expect("up", "--yes", "--skip-preview", "--expect-no-changes");
      });
    },
  );
});
