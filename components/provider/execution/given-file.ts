import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigurationError } from "../../shared/fault";
import { givenOf, givenVariable, type Expected, type FileText } from "../given";
import type { Json, Properties } from "../value";

/** Reads the inputs that the user gives for a resource to import. Throws all faults in one error. */
export function readGiven(expected: Expected, id: string, env: NodeJS.ProcessEnv = process.env): Properties {
  const named = env[givenVariable] ?? "";
  const path = resolve(named);
  const { inputs, faults } = givenOf(expected, id, named === "" ? {} : readJson(path), (file) => readText(resolve(dirname(path), file)));
  if (faults.length === 0) return inputs;
  const remedy = `Name a JSON file in the environment variable ${givenVariable} that has it under this id`;
  throw refused(faults.map((fault) => (fault.problem === "is required" ? { ...fault, remedy } : fault)));
}

function readJson(path: string): Json {
  const content = readText(path);
  if ("problem" in content) throw refused([{ path: givenVariable, problem: content.problem }]);
  try {
    return JSON.parse(content.text) as Json;
  } catch {
    // The parser's error quotes the file, which may hold secrets, so it is not passed on.
    throw refused([{ path: givenVariable, problem: `must name a file that holds JSON: ${path} holds something else` }]);
  }
}

function refused(faults: ConfigurationError["faults"]): ConfigurationError {
  return new ConfigurationError(faults, "nothing has been imported");
}

/** Reads a PEM file unchanged; any other text, like a token, is trimmed. */
function readText(path: string): FileText {
  try {
    const text = readFileSync(path, "utf8");
    return { text: text.includes("-----BEGIN ") ? text : text.trim() };
  } catch (error) {
    return { problem: `must be a file that can be read: ${path} (${(error as NodeJS.ErrnoException).code ?? "unknown error"})` };
  }
}
