import { agentParts, hostFiles, type AgentTexts } from "../../../../components/certificate/keeper/host-plan";
import { responderFile } from "../../../../components/certificate/lineage/responder";
import { expectGolden } from "../../../support/golden";

const texts = Object.fromEntries(agentParts.map((part) => [part, ""])) as AgentTexts;
const unitOf = (changes: Partial<Parameters<typeof hostFiles>[0]>): string =>
  hostFiles({ site: "blog.example.com", names: ["blog.example.com"], keyType: "ecdsa-p256", ...changes }, texts).find(({ path }) => path.endsWith(".service"))
    ?.content ?? "";
const directory = "https://ca.example/dir";

test("the agent's unit lets a CA find the names before an order that is due, and no longer", () =>
  expectGolden("agent-http-01.service", unitOf({ directory })));

test.each([
  ["records prove the names", { directory, records: [] }],
  ["there is no CA", {}],
])("it does not where %s", (_, changes) => expect(unitOf(changes)).not.toContain("responder"));

test("the program for it starts with the names that are ordered, of which each must be answered", () => {
  const { path, content } = responderFile("/usr/local/lib/program", ["a.example.com", "b.example.com"], "functions\n");
  expect(path).toBe("/usr/local/lib/program/responder.sh");
  expect(content.split("\n")).toEqual([
    "functions",
    "umask 022",
    'if [ "$1" = start ]; then start_responder a.example.com b.example.com && serves_challenges a.example.com b.example.com; else stop_responder; fi',
    "",
  ]);
});
