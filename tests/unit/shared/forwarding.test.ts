import { forwardedKind, forwarding } from "../../../components/shared/forwarding";

test.each(["release", "certbotCertificate"])("the text that forwards to %s is recognised", (kind) => {
  expect(forwardedKind(forwarding(kind))).toBe(kind);
});

test.each([undefined, 7, "", "exports.handler = () => ({});\n", `${forwarding("release")} `, ` ${forwarding("release")}`, "other.providers.release;\n", forwarding("a-b")])("%j is a dynamic resource of somebody else", (text) => {
  expect(forwardedKind(text)).toBeUndefined();
});

// The engine keeps it in the state of every stack.
test("the text stays as it is", () => {
  expect(forwarding("release")).toBe('exports.handler = () => require("node:module").createRequire(process.cwd() + "/package.json")("tlsup/provider").providers.release;\n');
});
