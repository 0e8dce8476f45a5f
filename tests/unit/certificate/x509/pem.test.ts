import fc from "fast-check";
import { parsePem, pem } from "../../../../components/certificate/x509/pem";

const label = fc.constantFrom("CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "X509 CRL");
const block = fc.record({ label, der: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)) });
/** Text that stands around blocks: anything that has no boundary in it. */
const prose = fc
  .string({ unit: "grapheme" })
  .filter((text) => !text.includes("-----"))
  .map((text) => text.replaceAll("\uFEFF", ""));

describe("parsePem", () => {
  test("gives back what pem wrote, in order, whatever stands around it and whatever ends the lines", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(prose, block)), prose, fc.constantFrom("\n", "\r\n", "\r"), fc.constantFrom("", "\uFEFF"), (parts, end, lineEnd, mark) => {
        const text = `${mark}${parts.map(([before, { label: name, der }]) => `${before}\n${pem(name, der)}`).join("")}${end}`.replaceAll("\n", lineEnd);
        const { blocks, faults } = parsePem(text);
        expect(faults).toEqual([]);
        expect(blocks.map(({ label: name, der }) => ({ name, der: der.toString("hex") }))).toEqual(
          parts.map(([, { label: name, der }]) => ({ name, der: der.toString("hex") })),
        );
      }),
    );
  });

  test("finds a fault in every text that ends within a block", () => {
    fc.assert(
      fc.property(block, fc.nat(), ({ label: name, der }, at) => {
        const text = pem(name, der);
        const begin = `-----BEGIN ${name}-----`.length;
        const cut = begin + (at % (text.trimEnd().length - begin));
        const { blocks, faults } = parsePem(text.slice(0, cut));
        expect({ blocks, faults: faults.length }).toEqual({ blocks: [], faults: 1 });
      }),
    );
  });

  test("takes white space at the ends of lines, and lines of any length", () => {
    const der = Buffer.from("some content that is longer than a line, so that there are two of them in the block");
    const base64 = der.toString("base64");
    expect(parsePem(`-----BEGIN CERTIFICATE-----  \n${base64}\n-----END CERTIFICATE-----\t\n`).blocks[0]?.der).toEqual(der);
    expect(parsePem(`-----BEGIN CERTIFICATE-----\n${[...base64].join(" \n")}\n-----END CERTIFICATE-----`).blocks[0]?.der).toEqual(der);
  });

  test("never fails on any text", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("-----BEGIN ", "-----END ", "CERTIFICATE", "-----", "\n", "\r\n", ":", "A=="));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => parsePem(pieces.join("")).blocks.length >= 0),
      { numRuns: 1000 },
    );
  });
});
