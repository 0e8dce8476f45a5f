import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codes, finding, hasErrors, type Code } from "../../../../components/site/chain/codes";
import { root } from "../../../support/environment";

const all = Object.keys(codes) as Code[];
const page = readFileSync(join(root, "docs", "chain.md"), "utf8");
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = "", ...text] = section.split("\n");
      return [heading, text.join("\n")];
    }),
);

test("docs/chain.md has one section for each code, and no others, in the table's order", () => {
  expect([...sections.keys()]).toEqual(all);
});

test.each(all)("the section of %s begins with its title and what visitors see, and goes on with why and what to do", (code) => {
  const paragraphs = (sections.get(code) ?? "").trim().split("\n\n");
  expect(paragraphs[0]).toBe(`**${codes[code].title}.** Visitors see: ${codes[code].sees}.`);
  expect(paragraphs.length).toBeGreaterThanOrEqual(2);
});

test("a code is a heading's anchor as it is: lower-case words and hyphens", () => {
  for (const code of all) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("a finding is as severe as its code, and only errors keep visitors out", () => {
  const found = all.map((code) => finding(code, "origin", "a problem", "a remedy"));
  expect(found.map(({ severity, sees }) => [severity, sees])).toEqual(all.map((code) => [codes[code].severity, codes[code].sees]));
  expect(found.map((each) => hasErrors([each]))).toEqual(found.map(({ severity }) => severity === "error"));
  expect(hasErrors([])).toBe(false);
});
