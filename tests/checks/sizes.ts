import { shellLine, type SourceFile } from "./files";

const lines = 250;
const characters = 160;

/** Compared with what renderers write, octet by octet. */
const golden = "tests/golden/files/";
const isCode = ({ name, text }: SourceFile): boolean => /\.([cm]?[jt]s|py|sh|go)$/.test(name) || shellLine.test(text);

/** What of a file a reader cannot take in: more than 250 lines, or lines of more than 160 characters. */
export function oversizes(file: SourceFile): string {
  if (file.name.startsWith(golden) || !isCode(file)) return "";
  const rows = file.text.replace(/\n$/, "").split("\n");
  const long = rows.flatMap((row, index) => (row.length > characters ? [`${file.name}:${index + 1}: ${row.length} characters, at most ${characters}`] : []));
  const faults = rows.length > lines ? [`${file.name}: ${rows.length} lines, at most ${lines}: divide it by what it is about`, ...long] : long;
  return faults.map((fault) => `${fault}\n`).join("");
}
