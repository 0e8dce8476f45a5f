import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { shape } from "../../../components/shared/validation";
import { root } from "../../support/environment";
import { componentSources, examples } from "../../support/sources";

test("every public argument says what it means, and every optional one what happens without it", () => {
  const faults = publicInterfaces().flatMap((declaration) =>
    declaration.members.filter(ts.isPropertySignature).flatMap((member) => {
      const place = `${declaration.name.text}.${member.name.getText()}`;
      const documentation = ts
        .getJSDocCommentsAndTags(member)
        .map((comment) => comment.getText())
        .join("\n");
      // A literal tells the kinds of a union apart, and `never` keeps them apart: both are for the compiler.
      if (member.type && (ts.isLiteralTypeNode(member.type) || member.type.kind === ts.SyntaxKind.NeverKeyword)) return [];
      if (!documentation) return [`${place} has no documentation`];
      if (member.questionToken && !/@default|Required without/.test(documentation)) return [`${place} is optional and does not say what happens without it`];
      return [];
    }),
  );
  expect(faults).toEqual([]);
});

test("every example type-checks", () => {
  const found = examples();
  expect(found.length).toBeGreaterThan(6);
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (fault) => {
        throw new Error(String(fault.messageText));
      },
    },
  );
  const options: ts.CompilerOptions = { ...config?.options, noUnusedLocals: false, noEmit: true };
  const texts = new Map(found.map(({ place, code }, number) => [join(root, `example-${number}.ts`), { place, code: `${code}\nexport {};\n` }]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => texts.get(file)?.code ?? readFile(file);
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text ? ts.createSourceFile(file, text.code, version) : getSourceFile(file, version, ...rest);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const faults = [...texts.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText, start }) => {
      const line = source && start !== undefined ? source.getLineAndCharacterOfPosition(start).line : 0;
      return `${texts.get(file)?.place} line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
  expect(faults).toEqual([]);
});

test("the guide names every setting that cannot be an output", () => {
  const [, section = ""] = readFileSync(join(root, "docs", "guide.md"), "utf8").split(/^#+ What cannot be an output$/m);
  const named = [...(section.split("\n#")[0] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual([...shape].sort());
});

/** The interfaces that the package exports. */
function publicInterfaces(): ts.InterfaceDeclaration[] {
  const sources = componentSources();
  const exported = new Set(
    sources
      .filter(({ fileName }) => fileName === "components/index.ts")
      .flatMap((index) => index.statements.filter(ts.isExportDeclaration))
      .flatMap(({ exportClause }) => (exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [])),
  );
  return sources.flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration)).filter(({ name }) => exported.has(name.text));
}

test("every sentence about what a push answers is a test's name", () => {
  const [, section = ""] = /\n## What a push answers\n([^]*?)\n## /.exec(readFileSync(join(root, "docs", "guide.md"), "utf8")) ?? [];
  const sentences = [...section.matchAll(/^\| `.*` \| (.*) \|$/gm)].flatMap(([, cell = ""]) => cell.split(/(?<=\.) (?=[A-Z])/));
  expect(sentences.length).toBeGreaterThan(15);
  const tests = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(root, "tests", file), "utf8"))
    .join("\n");
  const nameOf = (sentence: string): string => `"${sentence.charAt(0).toLowerCase()}${sentence.slice(1, -1)}`;
  expect(sentences.filter((sentence) => !tests.includes(nameOf(sentence)))).toEqual([]);
});
