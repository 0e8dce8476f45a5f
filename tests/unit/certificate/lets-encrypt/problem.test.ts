import fc from "fast-check";
import { AcmeRefusal } from "../../../../components/certificate/lets-encrypt/acme-error";
import { describeProblem, parseProblem } from "../../../../components/certificate/lets-encrypt/problem";

// RFC 8555, section 6.7.1.
const example = {
  type: "urn:ietf:params:acme:error:malformed",
  detail: "Some of the identifiers requested were rejected",
  subproblems: [
    { type: "urn:ietf:params:acme:error:malformed", detail: 'Invalid underscore in DNS name "_example.org"', identifier: { type: "dns", value: "_example.org" } },
    { type: "urn:ietf:params:acme:error:rejectedIdentifier", detail: 'This CA will not issue for "example.net"', identifier: { type: "dns", value: "example.net" } },
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

it("whatever a server sends is read, and nothing of it controls a terminal", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ type: fc.anything(), detail: fc.string({ unit: "binary" }), subproblems: fc.array(fc.anything()) })), (value) => {
      const text = describeProblem(parseProblem(value, "no reason"));
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 2000 },
  );
});

it("a document without end is cut", () => {
  expect(parseProblem({ detail: "x".repeat(1e6) }, "").detail.length).toBeLessThan(1100);
  expect(parseProblem({ subproblems: Array.from({ length: 5000 }, () => ({})) }, "").subproblems).toHaveLength(100);
});
