import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** A compiler program of the components' sources and the types of their arguments. It leaves out the vendors' packages, which take seconds to read. */
export function sourceProgram(root: string): ts.Program {
  const file = join(root, "tsconfig.json");
  const config = ts.getParsedCommandLineOfConfigFile(file, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => refuse(messageText) });
  const options: ts.CompilerOptions = { ...config?.options, types: [], noEmit: true };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file, _redirected, compilerOptions) =>
    literals.map(({ text }) => {
      const isNeeded = text.startsWith(".") || text === "@pulumi/pulumi" || text === "valibot";
      return isNeeded ? ts.resolveModuleName(text, file, compilerOptions, host) : { resolvedModule: undefined };
    });
  return ts.createProgram(roots(root), options, host);
}

/** The files that declare the package's components and its own resources. */
export function roots(root: string): readonly [string, string] {
  return [join(root, "components", "index.ts"), join(root, "components", "provider", "execution", "operations.ts")];
}

/** The files of a program that are below `components/`. */
export function ownSources(program: ts.Program, root: string): ts.SourceFile[] {
  const folder = join(root, "components");
  return program.getSourceFiles().filter(({ fileName }) => !relative(folder, dirname(fileName)).startsWith(".."));
}

function refuse(message: ts.Diagnostic["messageText"]): never {
  throw new Error(`Cannot read the sources: ${ts.flattenDiagnosticMessageText(message, " ")}`);
}
