import { noted, noteIn, noteOf } from "../../../../components/release/common/note";
import type { Release } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

const whole: Release = { ...release, trees: { www: { source: "www", digest: "cd".repeat(32), parts: { "index.html": "ab12" } } }, preparation: [["true"]] };
const contents: Readonly<Record<string, string>> = { ...whole.files, ...whole.secrets };

test("a release is known again from its note and the contents of its files", async () => {
  const note = noteIn(noteOf(whole));
  expect(note).toBeDefined();
  if (note) expect(await noted(note, (path) => Promise.resolve(contents[path] ?? ""))).toEqual(whole);
});

test("the note holds no content of a file, and nothing of how the host is reached", () => {
  const pushed = { ...whole, secrets: { "tls/privkey.pem": "SECRET" }, privateKey: "SSH KEY", hostKey: "ssh-ed25519 AAAA", machine: "7" };
  expect(noteOf(pushed)).toBe(noteOf(whole));
  expect(noteOf(pushed)).not.toMatch(/SECRET|SSH KEY|server \{\}/);
});

test("an earlier version's note, which has no complaints, is read as one of a release without them", async () => {
  const note = noteIn(noteOf(whole).replace('"complaints":[],', ""));
  expect(note).not.toHaveProperty("complaints");
  if (note) expect(await noted(note, (path) => Promise.resolve(contents[path] ?? ""))).toEqual(whole);
});

test.each([
  ["no JSON", "{"],
  ["another document", '{"files":[]}'],
  ["a path that leads elsewhere", noteOf(whole).replace('"www":{', '"../www":{')],
])("%s is no note", (_, text) => expect(noteIn(text)).toBeUndefined());
