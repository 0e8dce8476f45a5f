import * as v from "valibot";
import { destinationEntries, destinationKeys, destinationSecrets } from "../../../components/shared/destination";
import { settings } from "../../../components/shared/validation";

const schema = settings(destinationEntries);
const whole = { host: "203.0.113.7", port: 22, user: "root", privateKey: "KEY", hostKey: "ssh-ed25519 AAAA", machine: "7" };
const isTaken = (changes: object): boolean => v.is(schema, { ...whole, ...changes });

test.each<[keyof typeof whole | "sudoPassword", readonly unknown[], readonly unknown[]]>([
  ["host", ["203.0.113.7", "2001:db8::7", "a", "web-1.example.com", "WEB"], ["", "-web", "web-", ".web", "web.", "a b", "a_b", "a;id", "[::1]"]],
  ["port", [1, 22, 65_535], [0, 65_536, 22.5, -1, "22"]],
  ["user", ["root", "_apt", "a", `a${"b".repeat(31)}`], ["", "1a", "-a", "Root", "a.b", `a${"b".repeat(32)}`]],
  ["privateKey", ["K", undefined], [""]],
  ["hostKey", ["ssh-ed25519 AAAA", "ssh-ed25519 AAAA a comment\n"], ["", "ssh-ed25519", "ssh-ed25519 AAAA\nssh-rsa AAAA", "ssh-ed25519 A*A"]],
  ["machine", ["7", "i-0123/abc"], ["", "a b", "ä"]],
  ["sudoPassword", ["p", "two words", undefined], ["", "two\nlines"]],
])("the %s of a machine may be one of %j, and none of %j", (name, taken, refused) => {
  const accepted = (values: readonly unknown[]): unknown[] => values.filter((value) => isTaken({ [name]: value }));
  expect([accepted(taken), accepted(refused)]).toEqual([taken, []]);
});

test("a jump host has its own address, port, user and key", () => {
  const via = { host: "198.51.100.1", port: 22, user: "jump", hostKey: "ssh-ed25519 AAAA" };
  expect(isTaken({ via })).toBe(true);
  for (const name of Object.keys(via)) expect(isTaken({ via: { ...via, [name]: undefined } })).toBe(false);
});

test("every input that says how to reach a machine is known by its name, and of them two are secret", () => {
  expect(Object.keys(destinationKeys).sort()).toEqual(Object.keys(destinationEntries).sort());
  expect(Object.values(destinationKeys).every(Boolean)).toBe(true);
  expect(destinationSecrets.every((name) => name in destinationKeys)).toBe(true);
});
