import fc from "fast-check";
import { AcmeRefusal } from "../../../../components/certificate/acme/acme-error";
import { describeProblem, parseProblem } from "../../../../components/certificate/acme/problem";
import { expectGolden } from "../../../support/golden";

// RFC 8555, section 6.7.1.
const example = {
  type: "urn:ietf:params:acme:error:malformed",
  detail: "Some of the identifiers requested were rejected",
  subproblems: [
    {
      type: "urn:ietf:params:acme:error:malformed",
      detail: 'Invalid underscore in DNS name "_example.org"',
      identifier: { type: "dns", value: "_example.org" },
    },
    {
      type: "urn:ietf:params:acme:error:rejectedIdentifier",
      detail: 'This CA will not issue for "example.net"',
      identifier: { type: "dns", value: "example.net" },
    },
  ],
};

it("the RFC's own example is told in full, one sub-problem a line", () => {
  expect(describeProblem(parseProblem(example, "")).split("\n")).toEqual([
    "Some of the identifiers requested were rejected (malformed)",
    '  _example.org: Invalid underscore in DNS name "_example.org" (malformed)',
    '  example.net: This CA will not issue for "example.net" (rejectedIdentifier)',
  ]);
});

it("an error says what was refused, why, when it may be tried again, and what to do", () => {
  const error = new AcmeRefusal("order a certificate", [{ type: "rateLimited", detail: "too many.", subproblems: [] }], 429, "2026-12-01T00:00:00.000Z");
  expect(error.message).toBe(
    "Cannot order a certificate as the CA must agree: it says too many (rateLimited). It may be tried again at 2026-12-01T00:00:00.000Z. " +
      "Wait until then; asking sooner counts against the same limit. Rehearse against the CA's staging directory",
  );
  expect(error.has("rateLimited")).toBe(true);
});

it("each kind of refusal that has a way out is told with it, of a sub-problem too", () => {
  const kinds = ["caa", "dns", "connection", "rejectedIdentifier", "externalAccountRequired", "userActionRequired", "invalidProfile", "malformed"];
  const told = kinds.map((type) => new AcmeRefusal("order", [{ type, detail: "no", subproblems: [] }], 400).message);
  const inner = { type: "malformed", detail: "no", subproblems: [{ type: "caa", detail: "not this one", subproblems: [] }] };
  expectGolden("refusals/acme.txt", `${[...told, new AcmeRefusal("order", [inner], 400).message].join("\n")}\n`);
});

it("whatever a server sends is read, and nothing of it controls a terminal", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ type: fc.anything(), detail: fc.string({ unit: "binary" }), subproblems: fc.array(fc.anything()) })),
      (value) => {
        const text = describeProblem(parseProblem(value, "no reason"));
        expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      },
    ),
    { numRuns: 2000 },
  );
});

it.each([
  [1000, "x".repeat(1000)],
  [1001, `${"x".repeat(1000)}...`],
])("a detail of %d characters is shown as far as 1000", (length, shown) => {
  expect(parseProblem({ detail: "x".repeat(length) }, "").detail).toBe(shown);
});

it.each([
  [429, { status: 429 }],
  ["429", {}],
  [null, {}],
  [undefined, {}],
])("the status %j counts as a number alone", (status, expected) => {
  expect(parseProblem({ detail: "no", status }, "")).toStrictEqual({ type: "about:blank", detail: "no", subproblems: [], ...expected });
});

it("sub-problems are read three levels deep", () => {
  const nested = (depth: number): object => ({ detail: `level ${depth}`, subproblems: [depth < 9 ? nested(depth + 1) : {}] });
  expect(
    describeProblem(parseProblem(nested(0), ""))
      .split("\n")
      .map((line) => line.trim()),
  ).toEqual(["level 0 (about:blank)", "level 1 (about:blank)", "level 2 (about:blank)", "level 3 (about:blank)"]);
});

it.each([
  [5, ""],
  [6, "; and 1 more"],
  [9, "; and 4 more"],
])("of %d problems five are told", (count, rest) => {
  const problems = Array.from({ length: count }, (_, index) => ({ type: "malformed", detail: `p${index}`, subproblems: [] }));
  expect(new AcmeRefusal("order", problems, 400).message).toBe(
    `Cannot order as the CA must agree: it says ${[0, 1, 2, 3, 4].map((index) => `p${index} (malformed)`).join("; ")}${rest}`,
  );
});

it("a document without end is cut", () => {
  expect(parseProblem({ detail: "x".repeat(1e6) }, "").detail.length).toBeLessThan(1100);
  expect(parseProblem({ subproblems: Array.from({ length: 5000 }, () => ({})) }, "").subproblems).toHaveLength(100);
});
