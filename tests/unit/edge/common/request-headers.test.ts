import { cloudflareWords } from "../../../../components/edge/cloudflare/request-headers";
import { foreignFields, knownNames, otherCharacters, schemeField, visitorFields } from "../../../../components/edge/common/request-headers";

const { visitorField, fields } = cloudflareWords;

describe("the policy of request headers", () => {
  test("names every header once, in lower case, of letters, digits and hyphens", () => {
    const names = [...knownNames(foreignFields), ...knownNames(fields)];
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([foreignFields, fields])("known names are those that begin as the others do", ({ prefixes, known, names }) => {
    const begins = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix));
    expect(known.filter((name) => !begins(name))).toEqual([]);
    expect(names.filter(begins)).toEqual([]);
    // Apache's program asks for what ends in a hyphen.
    expect(prefixes.filter((prefix) => !/^[a-z0-9-]+-$/.test(prefix))).toEqual([]);
  });

  test("does not name what is set for the application, or the names by which every request is asked", () => {
    const names = [...knownNames(foreignFields), ...knownNames(fields)];
    for (const name of [...visitorFields, schemeField, "Host", "Content-Length", "Transfer-Encoding", "Cookie", "Authorization", "Connection"])
      expect(names).not.toContain(name.toLowerCase());
    expect(knownNames(fields)).toContain(visitorField.toLowerCase());
  });

  test("a name of a header may have no other characters than those that are named here, letters, digits and hyphens", () => {
    const token = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter((character) => !/["(),/:;<=>?@[\\\]{}]/.test(character));
    expect(token.filter((character) => !/[A-Za-z0-9-]/.test(character)).sort()).toEqual([...otherCharacters].sort());
  });
});
