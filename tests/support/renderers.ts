import fc from "fast-check";
import type * as v from "valibot";
import { pack } from "tar-stream";
import { withSession } from "../../components/shared/execution/ssh";
import { faultsOf } from "../../components/shared/validation";
import type { Droplet } from "./droplets";

/**
 * The shape of a line of a configuration, which does not depend on its values if they are plain words: the first word, the number of words, and the
 * characters that open, close or end something in one of the servers' languages. A value that breaks out of its place changes the shape of its line, or
 * the number of lines.
 */
export function shape(line: string): string {
  const words = line.trim().split(/\s+/);
  return `${words[0]} ${words.length} ${line.replaceAll(/[^;{}()[\]"'`#$%<>|&\\,]/g, "")}`;
}

/** Texts that have a special meaning in a configuration, a shell or a table. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc
    .tuple(
      fc.constantFrom("1m", "/", "http://127.0.0.1:80", "example.com", "a", ""),
      fc.constantFrom(
        ";",
        "\n",
        "\r\n",
        "\0",
        "{",
        "}",
        "$(id)",
        "${x}",
        '"',
        "'",
        "`id`",
        "\\",
        " ",
        "\t",
        "#",
        "%[src]",
        "{env.HOME}",
        "*",
        "<If>",
        "\u2028",
      ),
      fc.string(),
    )
    .map((parts) => parts.join("")),
);

/** Mostly a valid value, sometimes a text that must be refused. */
export function orHostile<T>(allowed: fc.Arbitrary<T>): fc.Arbitrary<T | string> {
  return fc.oneof({ weight: 12, arbitrary: allowed }, { weight: 1, arbitrary: hostile });
}

/** A domain name that a site's settings allow. */
export const domainName: fc.Arbitrary<string> = fc
  .array(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/), { minLength: 1, maxLength: 3 })
  .chain((labels) => fc.constantFrom("com", "example", "xn--p1ai").map((top) => [...labels, top].join(".")));

/** A domain name of 47 to 198 characters. */
export const longDomainName: fc.Arbitrary<string> = fc
  .array(fc.stringMatching(/^[a-z0-9]{38,63}$/), { minLength: 1, maxLength: 3 })
  .map((labels) => `${labels.join(".")}.example`);

/**
 * Fails if a value that the schema allows breaks out of its place: if the result has a different shape than the result for
 * `plain`, the same settings with the plainest values. Returns whether the schema allowed the settings.
 */
export function expectQuoted<Settings>(
  schema: v.GenericSchema,
  settings: Settings,
  plain: (settings: Settings) => Settings,
  render: (settings: Settings) => string,
): boolean {
  if (faultsOf(schema, settings, "").length > 0) return false;
  const [actual = [], expected = []] = [settings, plain(settings)].map((each) => render(each).split("\n"));
  // Most lines are the same, and Jest's own comparison takes longer than everything else.
  const isQuoted = actual.length === expected.length && actual.every((line, index) => line === expected[index] || shape(line) === shape(expected[index] ?? ""));
  if (!isQuoted) expect(actual.map(shape)).toEqual(expected.map(shape));
  return true;
}

/** The files of one configuration, by their path in its folder. */
export type Case = Readonly<Record<string, string>>;

/** Several configurations as one, each in its own folder. */
export function together(cases: readonly Case[]): Case {
  return Object.fromEntries(cases.flatMap((files, index) => Object.entries(files).map(([path, text]) => [`${index}/${path}`, text])));
}

/** The same configurations in fewer cases, each with `size` of them. */
export function sideBySide(cases: readonly Case[], size: number): Case[] {
  return Array.from({ length: Math.ceil(cases.length / size) }, (_, index) => together(cases.slice(index * size, (index + 1) * size)));
}

/**
 * Runs the shell command `check` on a droplet in one folder for each of many configurations, over one connection. Returns its
 * output for those that it refused.
 */
export async function refusals(droplet: Droplet, cases: readonly Case[], check: string): Promise<string[]> {
  const archive = pack();
  cases.forEach((files, index) => {
    for (const [name, content] of Object.entries(files)) archive.entry({ name: `${index}/${name}` }, content);
  });
  archive.entry({ name: "check" }, `cd "$1" && output=$({ ${check}; } 2>&1) || printf '%s: %s\\n' "$1" "$(printf %s "$output" | tail -n 5 | tr '\\n' ' ')"\n`);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  const command = "set -e; folder=$(mktemp -d); cd $folder; tar x; ls | grep -vx check | xargs -P 2 -n 1 sh check; rm -r $folder";
  const { code, stdout, stderr } = await withSession(await droplet.destination(), 30_000, (session) => session.run(command, Buffer.concat(chunks)));
  if (code !== 0) throw new Error(`Cannot check ${cases.length} configurations on the droplet: ${stderr}`);
  return stdout.split("\n").filter(Boolean);
}
